import { useRef, useState } from 'preact/hooks';
import type { ChatMessage } from '../protocol.ts';
import { type PageWriting, upload, write } from './api.ts';
import { summaryOf } from './bubble.tsx';
import { nameOf, type PageContact } from './contacts.ts';
import { AttachIcon, CloseIcon, SendIcon } from './icons.tsx';
import { writerOf } from './writer.ts';

interface ComposerProps {
  contact: PageContact;
  quoted: ChatMessage | undefined;
  onQuote(message: ChatMessage | undefined): void;
  onProblem(problem: unknown): void;
}

/** Where the contact writes: a text, a file, perhaps as an answer to a message. */
export function Composer({ contact, quoted, onQuote, onProblem }: ComposerProps) {
  const [text, setText] = useState('');
  const files = useRef<HTMLInputElement>(null);

  const send = async (what: Pick<PageWriting, 'text' | 'media'>) => {
    try {
      await write({ ...writerOf(contact), ...what, ...(quoted && { quotes: quoted.id }) });
      onQuote(undefined);
    } catch (problem) {
      onProblem(problem);
    }
  };
  const sendText = async () => {
    const words = text.trim();
    if (words === '') return;
    setText('');
    await send({ text: words });
  };
  const sendFile = async (file: File) => {
    try {
      const link = await upload(file);
      const caption = text.trim();
      setText('');
      await send({ media: { link, type: mediaTypeOf(file), filename: file.name, ...(caption && { caption }) } });
    } catch (problem) {
      onProblem(problem);
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void sendText();
      }}
    >
      {quoted && (
        <div class="quoted">
          <blockquote>{summaryOf(quoted)}</blockquote>
          <button type="button" class="close" title="Do not quote" onClick={() => onQuote(undefined)}>
            <CloseIcon />
          </button>
        </div>
      )}
      <input
        ref={files}
        type="file"
        hidden
        accept="image/*,audio/*,video/*,application/pdf,text/plain"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void sendFile(file);
          currentTarget.value = '';
        }}
      />
      <button type="button" class="round" title="Attach a file" onClick={() => files.current?.click()}>
        <AttachIcon />
        <span class="hidden">Attach a file</span>
      </button>
      <textarea
        id="composer"
        rows={1}
        value={text}
        placeholder={`Write as ${nameOf(contact)}`}
        aria-label={`Write as ${nameOf(contact)}`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void sendText();
        }}
      />
      <button type="submit" class="round primary" title="Send" disabled={text.trim() === ''}>
        <SendIcon />
        <span class="hidden">Send</span>
      </button>
    </form>
  );
}

function mediaTypeOf({ type }: File): string {
  const [kind = ''] = type.split('/');
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'document';
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatMessage } from '../protocol.ts';
import { upload, write } from './api.ts';
import { nameOf, type PageContact, summaryOf } from './contacts.ts';
import { AttachIcon, CloseIcon, SendIcon } from './icons.tsx';
import { t } from './texts.ts';
import { type PageWriting, type Writer, writerOf } from './writer.ts';

interface ComposerProps {
  contact: PageContact;
  /** Who can write here, apart from the team. */
  writers: PageContact[];
  /** What was written here before, the latest last. */
  written: string[];
  quoted: ChatMessage | undefined;
  onQuote(message: ChatMessage | undefined): void;
  onProblem(problem: unknown): void;
}

/** Where a contact or the team writes: a text, a file, perhaps as an answer to a message. */
export function Composer({ contact, writers, written, quoted, onQuote, onProblem }: ComposerProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  /** How many texts ago the one is that was recalled. */
  const [recalled, setRecalled] = useState(0);
  const files = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setChosen(undefined);
    setRecalled(0);
  }, [contact.address]);
  const person = writers.find(({ address }) => address === chosen) ?? writers[0] ?? contact;
  const writer: Writer = chosen === TEAM ? TEAM : person;
  const as = writer === TEAM ? t('the team') : nameOf(writer);

  const send = async (what: Pick<PageWriting, 'text' | 'media'>, words: string) => {
    try {
      await write({ ...writerOf(contact, writer), ...what, ...(quoted && { quotes: quoted.id }) });
      onQuote(undefined);
      // What was typed meanwhile, or could not be sent, stays.
      setText((now) => (now.trim() === words ? '' : now));
      setRecalled(0);
    } catch (problem) {
      onProblem(problem);
    }
  };
  const sendText = async () => {
    const words = text.trim();
    if (words !== '') await send({ text: words }, words);
  };
  const sendFile = async (file: File) => {
    try {
      const link = await upload(file);
      const caption = text.trim();
      const media = { link, type: mediaTypeOf(file), filename: file.name, ...(caption && { caption }) };
      await send({ media }, caption);
    } catch (problem) {
      onProblem(problem);
    }
  };
  /** Goes back in what was written, or forth. @returns whether there is any */
  const recall = (by: 1 | -1): boolean => {
    const ago = recalled + by;
    if (ago < 0 || ago > written.length || (recalled === 0 && text !== '')) return false;
    setRecalled(ago);
    setText(ago === 0 ? '' : (written.at(-ago) ?? ''));
    return true;
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
          <button type="button" class="close" title={t('Do not quote')} onClick={() => onQuote(undefined)}>
            <CloseIcon />
            <span class="hidden">{t('Do not quote')}</span>
          </button>
        </div>
      )}
      <label class="writer">
        {t('Write as')}
        <select
          value={writer === TEAM ? TEAM : person.address}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          {writers.map((one) => (
            <option key={one.address} value={one.address}>
              {nameOf(one)}
            </option>
          ))}
          <option value={TEAM}>{t('the team, on the phone')}</option>
        </select>
      </label>
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
      <button type="button" class="round" title={t('Attach a file')} onClick={() => files.current?.click()}>
        <AttachIcon />
        <span class="hidden">{t('Attach a file')}</span>
      </button>
      <textarea
        id="composer"
        rows={1}
        value={text}
        placeholder={t('Write as {name}', { name: as })}
        aria-label={t('Write as {name}', { name: as })}
        onInput={({ currentTarget }) => {
          setRecalled(0);
          setText(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if ((event.key === 'ArrowUp' && recall(1)) || (event.key === 'ArrowDown' && recalled > 0 && recall(-1))) {
            event.preventDefault();
          }
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void sendText();
        }}
      />
      <button type="submit" class="round primary" title={t('Send')} disabled={text.trim() === ''}>
        <SendIcon />
        <span class="hidden">{t('Send')}</span>
      </button>
    </form>
  );
}

const TEAM = 'team';

function mediaTypeOf({ type }: File): string {
  const [kind = ''] = type.split('/');
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'document';
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { deliver } from './api.ts';
import { prettyJson } from './format.ts';
import { asNew, bodyProblem } from './replay.ts';
import { t, translated } from './texts.ts';

interface ReplayDialogProps {
  n: number;
  body: string;
  onClose(): void;
}

/** Delivers an event once more, as it was or edited. */
export function ReplayDialog({ n, body, onClose }: ReplayDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(() => prettyJson(body));
  const [isNew, setNew] = useState(true);
  const [problem, setProblem] = useState<string>();
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    const wrong = bodyProblem(text);
    if (wrong !== undefined) return setProblem(wrong);
    // Byte for byte, where nothing was changed: by its bytes an event may be known again.
    const given = text === prettyJson(body) ? body : text;
    try {
      const { status } = await deliver(isNew ? asNew(given, () => crypto.randomUUID(), Date.now()) : given);
      if (status === 200) dialog.current?.close();
      else setProblem(t('The webhook answered {status}.', { status }));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <dialog ref={dialog} class="replay" onClose={onClose} aria-labelledby="replay-title">
      <h2 id="replay-title">{t('Deliver #{n} again', { n })}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          aria-label={t('The event')}
          rows={16}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <label>
          <input type="checkbox" checked={isNew} onChange={({ currentTarget }) => setNew(currentTarget.checked)} />
          {t('as a new event, with ids of its own; otherwise it is a duplicate, and is not answered again')}
        </label>
        {problem !== undefined && (
          <p role="alert" class="problem">
            {translated(problem)}
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('Cancel')}
          </button>
          <button type="submit" class="primary">
            {t('Deliver')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

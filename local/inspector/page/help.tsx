import { useEffect, useRef } from 'preact/hooks';

const KEYS: readonly [string, string][] = [
  ['c', 'write as the contact'],
  ['↑', 'in the empty field: what was written before'],
  ['/', 'search'],
  ['j or ↓, k or ↑', 'the next event, the one before'],
  ['d', 'dead letters'],
  ['1 2 3', 'chat, pipeline, event (on a narrow screen)'],
  ['Esc', 'close the event'],
  ['?', 'this help'],
];

interface HelpDialogProps {
  /** Whether single letters, digits and signs do something. */
  hasLetters: boolean;
  onLetters(hasLetters: boolean): void;
  onClose(): void;
}

export function HelpDialog({ hasLetters, onLetters, onClose }: HelpDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">What you see</h2>
      <p>
        The app that <code>cdk deploy</code> would put into your account runs on this computer: its routes, functions,
        queues, table and policies. On the left you write to your bot as a contact. In the middle you watch each event
        move through the pipeline; the switches break things on purpose. On the right is everything that is known about
        the event you choose.
      </p>
      <p>Nothing leaves this computer, and this page is never deployed.</p>
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={hasLetters}
          onChange={({ currentTarget }) => onLetters(currentTarget.checked)}
        />
        use single letters, digits and signs
      </label>
      <form method="dialog">
        <button type="submit" class="primary">
          Close
        </button>
      </form>
    </dialog>
  );
}

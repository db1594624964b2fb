import { useEffect, useRef } from 'preact/hooks';
import { t } from './texts.ts';

const KEYS = [
  ['c', 'write as the contact'],
  ['↑', 'in the empty field: what was written before'],
  ['/', 'search'],
  ['j ↓ k ↑', 'the next event, the one before'],
  ['d', 'dead letters'],
  ['1 2 3', 'chat, pipeline, event (on a narrow screen)'],
  ['Esc', 'close the event'],
  ['?', 'this help'],
] as const;

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
      <h2 id="help-title">{t('What you see')}</h2>
      <p>
        {t('The app that')} <code>cdk deploy</code>{' '}
        {[
          t('would put into your account runs on this computer:'),
          t('its routes, functions, queues, table and policies.'),
          t('On the left you write to your bot as a contact.'),
          t('In the middle you watch each event move through the pipeline; the switches break things on purpose.'),
          t('On the right is everything that is known about the event you choose.'),
        ].join(' ')}
      </p>
      <p>{t('Nothing leaves this computer, and this page is never deployed.')}</p>
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={hasLetters}
          onChange={({ currentTarget }) => onLetters(currentTarget.checked)}
        />
        {t('use single letters, digits and signs')}
      </label>
      <form method="dialog">
        <button type="submit" class="primary">
          {t('Close')}
        </button>
      </form>
    </dialog>
  );
}

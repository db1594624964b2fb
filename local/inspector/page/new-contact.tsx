import { useEffect, useRef, useState } from 'preact/hooks';
import { addressProblem, type PageContact } from './contacts.ts';
import { t } from './texts.ts';

/** The form for a contact that nobody has written as yet. */
export function NewContact({ onNew }: { onNew(contact: PageContact): void }) {
  const [problem, setProblem] = useState<string>();
  const address = useRef<HTMLInputElement>(null);
  useEffect(() => address.current?.focus(), []);
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = String(form.get('address')).replace(/[\s()]|(?<=\d)-(?=\d)/g, '');
    const name = String(form.get('name')).trim();
    const wrong = addressProblem(given);
    setProblem(wrong);
    if (wrong === undefined) onNew({ address: given, ...(name !== '' && { name }) });
    else address.current?.focus();
  };
  return (
    <form class="new-contact" onSubmit={add}>
      <input
        ref={address}
        name="address"
        placeholder="+55 11 91234-5678"
        aria-label={t('Phone number or group')}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'address-problem'}
        required
      />
      <input name="name" placeholder={t('Name')} aria-label={t('Name')} />
      <button type="submit" class="primary">
        {t('Add')}
      </button>
      {problem !== undefined && (
        <p role="alert" id="address-problem" class="problem">
          {problem}
        </p>
      )}
    </form>
  );
}

import { useState } from 'preact/hooks';
import type { ChatMessage } from '../protocol.ts';
import { addressOf, addressProblem, nameOf, type PageContact } from './contacts.ts';
import { PlusIcon } from './icons.tsx';

interface ContactListProps {
  contacts: PageContact[];
  chosen: PageContact;
  messages: ReadonlyMap<string, ChatMessage>;
  onChoose(contact: PageContact): void;
  onNew(contact: PageContact): void;
}

/** The contacts that the page can write as; a dot marks who was answered since one last looked. */
export function ContactList({ contacts, chosen, messages, onChoose, onNew }: ContactListProps) {
  const [isAdding, setAdding] = useState(false);
  const [seen, setSeen] = useState<Record<string, number>>({});
  const counts = answersOf(messages.values());
  const choose = (contact: PageContact) => {
    setSeen({ ...seen, ...countOf(counts, chosen), ...countOf(counts, contact) });
    onChoose(contact);
  };
  const isUnread = ({ address }: PageContact) =>
    address !== chosen.address && (counts.get(address) ?? 0) > (seen[address] ?? 0);
  return (
    <div class="contacts">
      {contacts.map((contact) => (
        <button
          key={contact.address}
          type="button"
          class="contact"
          aria-pressed={contact.address === chosen.address}
          onClick={() => choose(contact)}
        >
          <span class="avatar" style={{ '--hue': hueOf(contact.address) }}>
            {initialOf(contact)}
            {isUnread(contact) && <span class="unread" title="Answered" />}
          </span>
          <span class="name">{nameOf(contact)}</span>
        </button>
      ))}
      <button type="button" class="contact" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>
        <span class="avatar add">
          <PlusIcon />
        </span>
        <span class="name">New</span>
      </button>
      {isAdding && (
        <NewContact
          onNew={(contact) => {
            setAdding(false);
            onNew(contact);
          }}
        />
      )}
    </div>
  );
}

function NewContact({ onNew }: { onNew(contact: PageContact): void }) {
  const [problem, setProblem] = useState<string>();
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const address = String(form.get('address')).replace(/[\s()]|(?<=\d)-(?=\d)/g, '');
    const name = String(form.get('name')).trim();
    const wrong = addressProblem(address);
    setProblem(wrong);
    if (wrong === undefined) onNew({ address, ...(name !== '' && { name }) });
  };
  return (
    <form class="new-contact" onSubmit={add}>
      <input name="address" placeholder="+55 11 91234-5678" aria-label="Phone number or group" required />
      <input name="name" placeholder="Name" aria-label="Name" />
      <button type="submit" class="primary">
        Add
      </button>
      {problem !== undefined && (
        <p role="alert" class="problem">
          {problem}
        </p>
      )}
    </form>
  );
}

function answersOf(messages: Iterable<ChatMessage>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const message of messages) {
    if (message.direction === 'INBOUND') continue;
    const address = addressOf(message);
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return counts;
}

function countOf(counts: Map<string, number>, { address }: PageContact): Record<string, number> {
  return { [address]: counts.get(address) ?? 0 };
}

function initialOf(contact: PageContact): string {
  return contact.address.endsWith('@g.us') ? '#' : (contact.name?.[0]?.toUpperCase() ?? contact.address.slice(-2));
}

/** Neighbouring numbers get distant colours. */
function hueOf(address: string): number {
  return [...address].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}

import { useMemo, useRef, useState } from 'preact/hooks';
import type { ChatMessage } from '../protocol.ts';
import { type ContactEntry, contactsWith, isGroup, nameOf, type PageContact, summaryOf } from './contacts.ts';
import { dayOrTime } from './format.ts';
import { useInSight, useSize } from './hooks.ts';
import { PlusIcon } from './icons.tsx';
import { NewContact } from './new-contact.tsx';
import { language, t, word } from './texts.ts';
import { windowOf } from './window.ts';

/** In px; the style sheet has the same. */
const ROW_HEIGHT = 46;

interface ContactListProps {
  contacts: ContactEntry[];
  chosen: ContactEntry;
  onChoose(contact: PageContact): void;
  /** Absent where nobody can write. */
  onNew: ((contact: PageContact) => void) | undefined;
}

/** The contacts, of which only those in sight are drawn. */
export function ContactList({ contacts, chosen, onChoose, onNew }: ContactListProps) {
  const list = useRef<HTMLDivElement>(null);
  const { height } = useSize(list);
  const [top, setTop] = useState(0);
  const [search, setSearch] = useState('');
  const [isAdding, setAdding] = useState(false);
  const [seen, setSeen] = useState<Record<string, number>>({});
  const found = useMemo(() => contactsWith(search, contacts), [contacts, search]);
  const at = found.findIndex(({ address }) => address === chosen.address);
  useInSight(list, at, ROW_HEIGHT, chosen.address);
  const { first, end } = windowOf(found.length, ROW_HEIGHT, { top, height });

  const choose = (contact: ContactEntry | undefined) => {
    if (contact === undefined) return;
    setSeen({ ...seen, [chosen.address]: chosen.answers, [contact.address]: contact.answers });
    onChoose(contact);
  };
  const isUnread = ({ address, answers }: ContactEntry) => address !== chosen.address && answers > (seen[address] ?? 0);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: found.length - 1 };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(found[Math.min(Math.max(to, 0), found.length - 1)]);
  };
  return (
    <div class="contacts">
      <div class="contact-tools">
        <input
          type="search"
          placeholder={t('Search {count} contacts', { count: contacts.length.toLocaleString(language) })}
          aria-label={t('Search contacts')}
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        {onNew && (
          <button type="button" class="new" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>
            <PlusIcon /> {t('New')}
          </button>
        )}
      </div>
      {isAdding && onNew && (
        <NewContact
          onNew={(contact) => {
            setAdding(false);
            setSearch('');
            onNew(contact);
          }}
        />
      )}
      {found.length === 0 && <p class="empty">{t('Nobody matches “{search}”.', { search })}</p>}
      <div
        ref={list}
        class="contact-list"
        role="listbox"
        aria-label={t('Contacts')}
        tabIndex={0}
        aria-activedescendant={at < 0 ? undefined : `contact-${chosen.address}`}
        style={{ '--rows': found.length }}
        onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <div class="rows" role="presentation" style={{ height: `${found.length * ROW_HEIGHT}px` }}>
          {found.slice(first, end).map((contact, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard
            <div
              key={contact.address}
              id={`contact-${contact.address}`}
              class="contact"
              role="option"
              tabIndex={-1}
              aria-selected={contact.address === chosen.address}
              aria-setsize={found.length}
              aria-posinset={first + i + 1}
              style={{ top: `${(first + i) * ROW_HEIGHT}px` }}
              onClick={() => choose(contact)}
            >
              <Entry contact={contact} isUnread={isUnread(contact)} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Entry({ contact, isUnread }: { contact: ContactEntry; isUnread: boolean }) {
  const { address, last } = contact;
  return (
    <>
      <span class="avatar" style={{ '--hue': hueOf(address) }} aria-hidden="true">
        {initialOf(contact)}
      </span>
      <span class="name">{nameOf(contact)}</span>
      {last !== undefined && <time>{dayOrTime(last.at, Date.now())}</time>}
      <span class="last" data-state={last?.state}>
        {last === undefined ? t('No messages yet') : lastSaid(last)}
      </span>
      {last?.state === 'failed' && <span class="mark failed">{word('failed')}</span>}
      {isUnread && last?.state !== 'failed' && <span class="mark">{t('new')}</span>}
    </>
  );
}

/** What was said last, with who said it where that is not the contact. */
function lastSaid(last: ChatMessage): string {
  const text = summaryOf(last);
  if (last.side === 'contact') return text;
  return last.side === 'bot' ? t('bot: {text}', { text }) : t('team: {text}', { text });
}

function initialOf(contact: PageContact): string {
  return isGroup(contact) ? '#' : (contact.name?.[0]?.toUpperCase() ?? contact.address.slice(-2));
}

/** Neighbouring numbers get distant colours. */
function hueOf(address: string): number {
  return [...address].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}

import { useEffect, useRef } from 'preact/hooks';
import type { ChatMessage, EventSummary } from '../protocol.ts';
import { Bubble } from './bubble.tsx';
import { Composer } from './composer.tsx';
import { ContactList } from './contact-list.tsx';
import { addressOf, nameOf, type PageContact, prettyAddress } from './contacts.ts';
import { counted } from './format.ts';

interface ChatProps {
  contacts: PageContact[];
  contact: PageContact;
  messages: ReadonlyMap<string, ChatMessage>;
  events: ReadonlyMap<number, EventSummary>;
  quoted: ChatMessage | undefined;
  onContact(contact: PageContact): void;
  onNewContact(contact: PageContact): void;
  onQuote(message: ChatMessage | undefined): void;
  onEvent(n: number): void;
  onProblem(problem: unknown): void;
}

/** So many of the latest messages are drawn: thousands would make each update slow. */
const MESSAGES_DRAWN = 200;

/** WhatsApp, as far as it is needed: somebody writes to the bot, and sees what comes back. */
export function Chat(props: ChatProps) {
  const { contacts, contact, messages, events, quoted, onContact, onNewContact, onQuote, onEvent, onProblem } = props;
  const own = [...messages.values()].filter((message) => addressOf(message) === contact.address);
  const isAnswering = own.some(({ n }) => n !== undefined && events.get(n)?.progress === 'moving');
  const bottom = useRef<HTMLDivElement>(null);
  useEffect(() => bottom.current?.scrollIntoView({ block: 'nearest' }), [own.length, isAnswering, contact.address]);
  return (
    <>
      <ContactList contacts={contacts} chosen={contact} messages={messages} onChoose={onContact} onNew={onNewContact} />
      <div class="messages" role="log" aria-label={`Chat of ${nameOf(contact)}`}>
        {own.length === 0 && (
          <p class="empty">
            You are <strong>{nameOf(contact)}</strong>
            {contact.name !== undefined && `, ${prettyAddress(contact.address)}`}. Write to your bot, and watch what
            happens.
          </p>
        )}
        {own.length > MESSAGES_DRAWN && (
          <p class="earlier">{counted(own.length - MESSAGES_DRAWN, 'earlier message')}</p>
        )}
        {own.slice(-MESSAGES_DRAWN).map((message) => (
          <Bubble
            key={message.id}
            message={message}
            quoted={message.content.quotes === undefined ? undefined : messages.get(message.content.quotes)}
            failure={failureOf(message, events)}
            contact={contact}
            onQuote={onQuote}
            onEvent={onEvent}
            onProblem={onProblem}
          />
        ))}
        {isAnswering && (
          <div class="bubble theirs typing" title="The event is on its way">
            <i />
            <i />
            <i />
          </div>
        )}
        <div ref={bottom} />
      </div>
      <Composer contact={contact} quoted={quoted} onQuote={onQuote} onProblem={onProblem} />
    </>
  );
}

/** What the bot threw about a message of the contact. */
function failureOf({ direction, n }: ChatMessage, events: ChatProps['events']): string | undefined {
  return direction === 'INBOUND' && n !== undefined ? events.get(n)?.failure : undefined;
}

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatMessage, EventSummary } from '../protocol.ts';
import { Bubble } from './bubble.tsx';
import { ChatHead } from './chat-head.tsx';
import { Composer } from './composer.tsx';
import { ContactList } from './contact-list.tsx';
import { type ContactEntry, nameOf, type PageContact, prettyAddress } from './contacts.ts';
import { counted, t } from './texts.ts';
import { writersIn } from './writer.ts';

interface ChatProps {
  contacts: ContactEntry[];
  contact: ContactEntry;
  messages: ReadonlyMap<string, ChatMessage>;
  events: ReadonlyMap<number, EventSummary>;
  quoted: ChatMessage | undefined;
  /** Whether contacts can write here, and whether anything may be changed. */
  mayWrite: boolean;
  mayAct: boolean;
  onContact(contact: PageContact): void;
  /** Adds a contact, or gives one another name. */
  onNamed(contact: PageContact): void;
  onRemove(contact: PageContact): void;
  onQuote(message: ChatMessage | undefined): void;
  onEvent(n: number): void;
  onProblem(problem: unknown): void;
}

/** So many of the latest messages are drawn: thousands would make each update slow. */
const MESSAGES_DRAWN = 200;

/** WhatsApp, as far as it is needed: somebody writes to the bot, and sees what comes back. */
export function Chat(props: ChatProps) {
  const { contacts, contact, messages, events, quoted, mayWrite, mayAct } = props;
  const { onContact, onNamed, onRemove, onQuote, onEvent, onProblem } = props;
  const name = nameOf(contact);
  const own = [...messages.values()].filter(({ chat }) => chat === contact.address);
  const isAnswering = own.some(({ n }) => n !== undefined && events.get(n)?.progress === 'moving');
  const list = useLatestInSight(contact.address);
  const latest = own.findLast(({ n }) => n !== undefined)?.n;
  const nameFor = (address: string) => nameOf(contacts.find((one) => one.address === address) ?? { address });
  return (
    <>
      <ContactList
        contacts={contacts}
        chosen={contact}
        onChoose={onContact}
        onNew={
          mayWrite
            ? (added) => {
                onNamed(added);
                onContact(added);
              }
            : undefined
        }
      />
      <ChatHead
        contact={contact}
        progress={latest === undefined ? '' : `${latest} ${events.get(latest)?.progress}`}
        mayWrite={mayWrite}
        mayAct={mayAct}
        onRename={onNamed}
        onRemove={onRemove}
        onProblem={onProblem}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <div ref={list} class="messages" role="log" aria-label={t('Chat of {name}', { name })} tabIndex={0}>
        {own.length === 0 && (
          <p class="empty">
            {mayWrite ? (
              <>
                {t('You are')} <strong>{name}</strong>
                {contact.name !== undefined && `, ${prettyAddress(contact.address)}`}.{' '}
                {t('Write to your bot, and watch what happens.')}
              </>
            ) : (
              t('No messages yet.')
            )}
          </p>
        )}
        {own.length > MESSAGES_DRAWN && (
          <p class="earlier">{counted(own.length - MESSAGES_DRAWN, 'earlier message')}</p>
        )}
        {own.slice(-MESSAGES_DRAWN).map((message) => (
          <Bubble
            key={message.id}
            message={message}
            quoted={quotedBy(message, own)}
            failure={failureOf(message, events)}
            contact={contact}
            writer={message.writer === undefined ? undefined : nameFor(message.writer)}
            mayWrite={mayWrite}
            onQuote={onQuote}
            onEvent={onEvent}
            onProblem={onProblem}
          />
        ))}
        {isAnswering && (
          <div class="bubble theirs typing" title={t('The event is on its way')}>
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
      {mayWrite && (
        <Composer
          contact={contact}
          writers={writersIn(contact, contacts)}
          written={own.flatMap(({ side, content: { text } }) => (side === 'bot' || text === undefined ? [] : [text]))}
          quoted={quoted}
          onQuote={onQuote}
          onProblem={onProblem}
        />
      )}
    </>
  );
}

/** What is quoted is named by the vendor's id, or by WhatsApp's. */
function quotedBy({ content: { quotes } }: ChatMessage, messages: ChatMessage[]): ChatMessage | undefined {
  return quotes === undefined ? undefined : messages.find(({ id, messageId }) => id === quotes || messageId === quotes);
}

/** What went wrong with the event of a message of the contact. */
function failureOf({ side, n }: ChatMessage, events: ChatProps['events']): string | undefined {
  if (side !== 'contact' || n === undefined) return undefined;
  const { failure, progress } = events.get(n) ?? {};
  return failure ?? (progress === 'parked' ? t('In the dead-letter queue') : undefined);
}

/** How near to its end a chat counts as read to the end, in px. */
const NEAR_PX = 60;

/** Keeps the end of a chat in sight, whatever it grows by, unless somebody has scrolled up. */
function useLatestInSight(chat: string) {
  const list = useRef<HTMLDivElement>(null);
  const last = useRef({ chat: '', height: 0 });
  useLayoutEffect(() => {
    const { current } = list;
    if (current === null) return;
    const wasNear = current.scrollTop + current.clientHeight >= last.current.height - NEAR_PX;
    if (last.current.chat !== chat || wasNear) current.scrollTop = current.scrollHeight;
    last.current = { chat, height: current.scrollHeight };
  });
  return list;
}

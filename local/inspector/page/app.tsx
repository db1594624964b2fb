import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChatMessage, Move } from '../protocol.ts';
import { Target } from './advice.tsx';
import { find } from './api.ts';
import { Chat } from './chat.tsx';
import { type Link, listen } from './connection.ts';
import { type Book, contactsIn, EMPTY_BOOK, FIRST_CONTACTS, withContact, withoutContact } from './contacts.ts';
import { DeadLetters } from './dead-letters.tsx';
import { EventList } from './event-list.tsx';
import { useEventRoute } from './event-route.ts';
import { FaultSwitches } from './fault-switches.tsx';
import { Filters } from './filters.tsx';
import { Header } from './header.tsx';
import { HelpDialog } from './help.tsx';
import { useStored } from './hooks.ts';
import { CloseIcon } from './icons.tsx';
import { useKeys } from './keys.ts';
import { type Filter, fromSnapshot, type PageModel, visibleEvents, withUpdate } from './model.ts';
import { Pipeline } from './pipeline.tsx';
import { type Tab, Tabs } from './tabs.tsx';
import { t, translated } from './texts.ts';
import { Timeline } from './timeline.tsx';

/** What a narrow screen shows one at a time. */
export type Pane = 'chat' | 'pipeline' | 'event';

const PROBLEM_MS = 12_000;

/** A search asks the server once the user has stopped typing for so long, and for texts that can be an id; ms. */
const FIND_AFTER_MS = 600;
const SHORTEST_FIND = 4;

export function App() {
  const { model, link, subscribeToMoves } = useFeed();
  const [chosen, open] = useEventRoute();
  const [pane, setPane] = useState<Pane>(chosen === undefined ? 'chat' : 'event');
  const [tab, setTab] = useStored<Tab>('tab', 'events', sessionStorage);
  const [filter, setFilter] = useStored<Filter>('filter', { kind: 'messages', search: '' }, sessionStorage);
  const [book, setBook] = useStored<Book>('book', EMPTY_BOOK);
  const [address, setAddress] = useStored<string | undefined>('contact', undefined, sessionStorage);
  const [hasLetters, setLetters] = useStored('letters', true);
  const [quoted, setQuoted] = useState<ChatMessage>();
  const first = useRef<string>(undefined);
  const [isHelping, setHelping] = useState(false);
  const [problem, onProblem] = useProblem();

  const events = useMemo(() => (model ? visibleEvents(model.events, filter) : []), [model?.events, filter]);
  const canFind = model?.canFind === true;
  const contacts = useMemo(
    () => contactsIn(book, model?.messages.values() ?? [], model?.vendor.chat ? FIRST_CONTACTS : []),
    [model?.messages, model?.vendor.chat, book],
  );
  const choose = (n: number | undefined, isStep = false) => {
    open(n, isStep);
    if (n !== undefined) setPane('event');
  };
  useEffect(() => {
    if (chosen === undefined) setPane((pane) => (pane === 'event' ? 'pipeline' : pane));
    else setPane('event');
  }, [chosen]);
  const wasOpen = useRef(false);
  // Where the list gives way to the event, what had the focus is gone; when the event is closed, the list has it again.
  useEffect(() => {
    const isListShown = document.getElementById('event-list')?.offsetParent != null;
    if (chosen !== undefined && !isListShown) focus('event-title');
    if (chosen === undefined && wasOpen.current && isListShown) focus('event-list');
    wasOpen.current = chosen !== undefined || (wasOpen.current && !isListShown);
  }, [chosen, pane]);
  useEffect(() => {
    const wanted = filter.search.trim();
    if (!canFind || wanted.length < SHORTEST_FIND) return;
    const timer = setTimeout(() => find(wanted).catch(onProblem), FIND_AFTER_MS);
    return () => clearTimeout(timer);
  }, [canFind, filter.search]);
  const showDeadLetters = () => {
    setTab('dead letters');
    setPane('pipeline');
  };
  useKeys(
    {
      search: () => focus('search'),
      write: () => focus('composer'),
      help: () => setHelping(true),
      deadLetters: showDeadLetters,
      close: () => choose(undefined),
      step: (by) => choose(neighbour(events, chosen, by), chosen !== undefined),
      pane: (number) => setPane((['chat', 'pipeline', 'event'] as const)[number] ?? pane),
    },
    hasLetters,
  );

  if (model === undefined)
    return <p class="waiting">{link === 'lost' ? t('The server does not answer …') : t('Loading …')}</p>;
  const event = chosen === undefined ? undefined : model.events.get(chosen);
  // Whose chat was open first stays open while others are heard of.
  first.current ??= event?.contact ?? contacts[0]?.address;
  const contact = contacts.find((one) => one.address === (address ?? first.current)) ?? contacts[0] ?? NOBODY;
  const { vendor, mayAct } = model;
  const deadLetters = model.queues.events.deadLetters + model.queues.replies.deadLetters;
  return (
    <Target.Provider value={model.target}>
      <Header model={model} link={link} onHelp={() => setHelping(true)} />
      <main data-pane={pane} data-has-event={chosen !== undefined}>
        <section class="pane chat" aria-label={t('Chat')}>
          {!vendor.chat && (
            <p class="note">
              {canFind
                ? [
                    t('This is what the ledger of {stack} knows: no words, and no phone numbers.', {
                      stack: model.stack.name,
                    }),
                    t('Search for a phone number to see its events.'),
                  ].join(' ')
                : [
                    t('Replies go to {url}, so nobody can write here.', { url: vendor.url }),
                    t('Post events to the webhook URL, and watch them.'),
                  ].join(' ')}
            </p>
          )}
          <Chat
            contacts={contacts}
            contact={contact}
            messages={model.messages}
            events={model.events}
            quoted={quoted}
            mayWrite={vendor.chat}
            mayAct={mayAct}
            onContact={({ address }) => {
              if (address !== contact.address) setQuoted(undefined);
              setAddress(address);
            }}
            onNamed={(contact) => setBook(withContact(book, contact))}
            onRemove={({ address }) => {
              setBook(withoutContact(book, address, Date.now()));
              setAddress(undefined);
            }}
            onQuote={(message) => {
              setQuoted(message);
              if (message) focus('composer');
            }}
            onEvent={choose}
            onProblem={onProblem}
          />
        </section>
        <section class="pane pipeline" aria-label={t('Pipeline')}>
          <Pipeline
            queues={model.queues}
            functions={canFind ? undefined : model.functions}
            vendorNote={vendor.chat ? t('our simulator') : t('not ours')}
            subscribe={subscribeToMoves}
            onDeadLetters={showDeadLetters}
          />
          {vendor.chat && <FaultSwitches faults={model.faults} account={model.account} onProblem={onProblem} />}
          <Tabs tab={tab} counts={{ events: events.length, 'dead letters': deadLetters }} onTab={setTab}>
            {tab === 'events' && <Filters filter={filter} onFilter={setFilter} />}
          </Tabs>
          <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab.replace(' ', '-')}`}>
            {tab === 'events' ? (
              <EventList events={events} chosen={chosen} nothing={nothingIn(filter)} onChoose={choose} />
            ) : (
              <DeadLetters
                queues={model.queues}
                letters={model.deadLetters}
                mayAct={mayAct}
                onEvent={choose}
                onProblem={onProblem}
              />
            )}
          </div>
        </section>
        <section class="pane event" aria-label={t('Event')}>
          {event ? (
            <Timeline
              event={event}
              mayAct={mayAct}
              onEvent={choose}
              onClose={() => choose(undefined)}
              onProblem={onProblem}
            />
          ) : (
            <p class="empty">
              {chosen === undefined
                ? [
                    t('Choose an event to see every step of it: times, attempts, the exact requests and answers,'),
                    t('its records in the ledger, and what the functions logged.'),
                  ].join(' ')
                : t('There is no event #{n}, or it is no longer kept.', { n: chosen })}
            </p>
          )}
        </section>
      </main>
      <nav class="panes" aria-label={t('Panes')}>
        {(['chat', 'pipeline', 'event'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
            {t(PANE_NAMES[name])}
          </button>
        ))}
      </nav>
      {problem !== undefined && (
        <p class="toast" role="alert">
          {translated(problem)}
          <button type="button" class="close" onClick={() => onProblem(undefined)}>
            <CloseIcon />
            <span class="hidden">{t('Close')}</span>
          </button>
        </p>
      )}
      {isHelping && <HelpDialog hasLetters={hasLetters} onLetters={setLetters} onClose={() => setHelping(false)} />}
    </Target.Provider>
  );
}

/** Whose chat is shown when all contacts were removed. */
const NOBODY = { ...FIRST_CONTACTS[0], address: '+5511999999999', answers: 0 };

const PANE_NAMES = { chat: 'Chat', pipeline: 'Pipeline', event: 'Event' } as const;

function nothingIn({ search, kind }: Filter): string {
  if (search !== '') return t('Nothing matches “{search}”.', { search });
  return kind === 'trouble' ? t('No trouble.') : t('No events yet.');
}

/** The event before or after the chosen one in the list; the newest when none is chosen. */
function neighbour(events: { n: number }[], chosen: number | undefined, by: number): number | undefined {
  const at = events.findIndex(({ n }) => n === chosen);
  return events[Math.min(Math.max(at + by, 0), events.length - 1)]?.n;
}

function focus(id: string): void {
  document.getElementById(id)?.focus();
}

/** What the server tells, drawn at most once a frame. */
function useFeed() {
  const [model, setModel] = useState<PageModel>();
  const [link, setLink] = useState<Link>('connecting');
  const listeners = useRef(new Set<(moves: Move[]) => void>());
  useEffect(
    () =>
      listen({
        onSnapshot: (snapshot) => setModel(fromSnapshot(snapshot)),
        onUpdate: (update) => {
          setModel((model) => model && withUpdate(model, update));
          if (update.moves) for (const listener of listeners.current) listener(update.moves);
        },
        onLink: setLink,
      }),
    [],
  );
  const subscribeToMoves = useMemo(
    () => (listener: (moves: Move[]) => void) => {
      listeners.current.add(listener);
      return () => void listeners.current.delete(listener);
    },
    [],
  );
  return { model, link, subscribeToMoves };
}

/** The latest problem, for as long as it takes to read it; undefined takes it away. */
function useProblem(): [string | undefined, (problem: unknown) => void] {
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (problem === undefined) return;
    const timer = setTimeout(() => setProblem(undefined), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [problem]);
  const show = (error: unknown) =>
    setProblem(error === undefined || error instanceof Error ? error?.message : String(error));
  return [problem, show];
}

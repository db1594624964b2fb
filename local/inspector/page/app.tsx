import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChatMessage, Move } from '../protocol.ts';
import { Chat } from './chat.tsx';
import { type Link, listen } from './connection.ts';
import { allContacts, FIRST_CONTACTS, type PageContact } from './contacts.ts';
import { DeadLetters } from './dead-letters.tsx';
import { EventList } from './event-list.tsx';
import { FaultSwitches } from './fault-switches.tsx';
import { Filters } from './filters.tsx';
import { Header } from './header.tsx';
import { HelpDialog } from './help.tsx';
import { useStored } from './hooks.ts';
import { useKeys } from './keys.ts';
import { type Filter, fromSnapshot, type PageModel, visibleEvents, withUpdate } from './model.ts';
import { Pipeline } from './pipeline.tsx';
import { Timeline } from './timeline.tsx';

/** What a narrow screen shows one at a time. */
export type Pane = 'chat' | 'pipeline' | 'event';

type Tab = 'events' | 'dead letters';

const PROBLEM_MS = 6_000;

export function App() {
  const { model, link, subscribeToMoves } = useFeed();
  const [pane, setPane] = useState<Pane>('chat');
  const [tab, setTab] = useState<Tab>('events');
  const [chosen, setChosen] = useState<number>();
  const [filter, setFilter] = useState<Filter>({ kind: 'messages', search: '' });
  const [added, setAdded] = useStored<PageContact[]>('contacts', []);
  const [address, setAddress] = useState(FIRST_CONTACTS[0]?.address);
  const [quoted, setQuoted] = useState<ChatMessage>();
  const [isHelping, setHelping] = useState(false);
  const [problem, onProblem] = useProblem();

  const events = useMemo(() => (model ? visibleEvents(model.events, filter) : []), [model?.events, filter]);
  const choose = (n: number | undefined) => {
    setChosen(n);
    if (n !== undefined) setPane('event');
    else if (pane === 'event') setPane('pipeline');
  };
  useKeys({
    search: () => focus('search'),
    write: () => focus('composer'),
    help: () => setHelping(true),
    deadLetters: () => setTab('dead letters'),
    close: () => choose(undefined),
    step: (by) => choose(neighbour(events, chosen, by)),
    pane: (number) => setPane((['chat', 'pipeline', 'event'] as const)[number] ?? pane),
  });

  if (model === undefined)
    return <p class="waiting">{link === 'lost' ? 'The server does not answer …' : 'Loading …'}</p>;
  const contacts = allContacts([...FIRST_CONTACTS, ...added], model.messages.values());
  const contact = contacts.find((one) => one.address === address) ?? (contacts[0] as PageContact);
  const event = chosen === undefined ? undefined : model.events.get(chosen);
  const deadLetters = model.queues.events.deadLetters + model.queues.replies.deadLetters;
  return (
    <>
      <Header model={model} link={link} onHelp={() => setHelping(true)} />
      <main data-pane={pane} data-has-event={event !== undefined}>
        <section class="pane chat" aria-label="Chat">
          {model.vendor.chat ? (
            <Chat
              contacts={contacts}
              contact={contact}
              messages={model.messages}
              events={model.events}
              quoted={quoted}
              onContact={({ address }) => {
                if (address !== contact.address) setQuoted(undefined);
                setAddress(address);
              }}
              onNewContact={(contact) => {
                setAdded([...added.filter((one) => one.address !== contact.address), contact]);
                setAddress(contact.address);
              }}
              onQuote={(message) => {
                setQuoted(message);
                if (message) focus('composer');
              }}
              onEvent={choose}
              onProblem={onProblem}
            />
          ) : (
            <p class="empty">
              Replies go to {model.vendor.url}, so there is no chat here. Post events to the webhook URL, and watch
              them.
            </p>
          )}
        </section>
        <section class="pane pipeline" aria-label="Pipeline">
          <Pipeline
            queues={model.queues}
            functions={model.functions}
            vendorNote={model.vendor.chat ? 'our simulator' : 'not ours'}
            subscribe={subscribeToMoves}
            onDeadLetters={() => setTab('dead letters')}
          />
          {model.vendor.chat && <FaultSwitches faults={model.faults} account={model.account} onProblem={onProblem} />}
          <div class="tabs" role="tablist">
            <TabButton name="events" count={events.length} tab={tab} onTab={setTab} />
            <TabButton name="dead letters" count={deadLetters} tab={tab} onTab={setTab} />
            {tab === 'events' && <Filters filter={filter} onFilter={setFilter} />}
          </div>
          {tab === 'events' ? (
            <EventList events={events} chosen={chosen} nothing={nothingIn(filter)} onChoose={choose} />
          ) : (
            <DeadLetters queues={model.queues} onEvent={choose} onProblem={onProblem} />
          )}
        </section>
        <section class="pane event" aria-label="Event">
          {event ? (
            <Timeline event={event} onEvent={choose} onClose={() => choose(undefined)} onProblem={onProblem} />
          ) : (
            <p class="empty">
              Choose an event to see every step of it: times, attempts, the exact requests and answers, its records in
              the ledger, and what the functions logged.
            </p>
          )}
        </section>
      </main>
      <nav class="panes">
        {(['chat', 'pipeline', 'event'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
            {PANE_NAMES[name]}
          </button>
        ))}
      </nav>
      {problem !== undefined && (
        <p class="toast" role="alert">
          {problem}
        </p>
      )}
      {isHelping && <HelpDialog onClose={() => setHelping(false)} />}
    </>
  );
}

const PANE_NAMES: Record<Pane, string> = { chat: 'Chat', pipeline: 'Pipeline', event: 'Event' };

interface TabButtonProps {
  name: Tab;
  count: number;
  tab: Tab;
  onTab(tab: Tab): void;
}

function TabButton({ name, count, tab, onTab }: TabButtonProps) {
  return (
    <button
      type="button"
      role="tab"
      class="tab"
      data-count={count}
      aria-selected={tab === name}
      onClick={() => onTab(name)}
    >
      {name} <span class="count">{count.toLocaleString('en')}</span>
    </button>
  );
}

function nothingIn({ search, kind }: Filter): string {
  if (search !== '') return `Nothing matches “${search}”.`;
  return kind === 'trouble' ? 'No trouble.' : 'No events yet.';
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

/** The latest problem, for as long as it takes to read it. */
function useProblem(): [string | undefined, (problem: unknown) => void] {
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (problem === undefined) return;
    const timer = setTimeout(() => setProblem(undefined), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [problem]);
  return [problem, (error) => setProblem(error instanceof Error ? error.message : String(error))];
}

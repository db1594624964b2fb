import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { EventSummary } from '../protocol.ts';
import { prettyAddress } from './contacts.ts';
import { counted, timeOfDay } from './format.ts';
import { useSize } from './hooks.ts';
import { isStatus } from './model.ts';
import { windowOf } from './window.ts';

/** In px; the style sheet has the same. */
const ROW_HEIGHT = 46;

interface EventListProps {
  /** The newest first. */
  events: EventSummary[];
  chosen: number | undefined;
  /** What to say about an empty list. */
  nothing: string;
  onChoose(n: number): void;
}

/** All events that fit, of which only those in sight are drawn. */
export function EventList({ events, chosen, nothing, onChoose }: EventListProps) {
  const list = useRef<HTMLDivElement>(null);
  const { height } = useSize(list);
  const [top, setTop] = useState(0);
  const { first, end } = windowOf(events.length, ROW_HEIGHT, { top, height });
  useStillPlace(list, events);
  useInSight(list, chosen === undefined ? -1 : events.findIndex(({ n }) => n === chosen));
  return (
    <div
      ref={list}
      class="event-list"
      role="listbox"
      aria-label="Events"
      tabIndex={0}
      aria-activedescendant={chosen === undefined ? undefined : `event-${chosen}`}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      {events.length === 0 && <p class="empty">{nothing}</p>}
      <div class="rows" style={{ height: `${events.length * ROW_HEIGHT}px` }}>
        {events.slice(first, end).map((event, i) => (
          <Row
            key={event.n}
            event={event}
            top={(first + i) * ROW_HEIGHT}
            isChosen={event.n === chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  event: EventSummary;
  top: number;
  isChosen: boolean;
  onChoose(n: number): void;
}

function Row({ event, top, isChosen, onChoose }: RowProps) {
  const { n, at, text, contact, deliveries, attempts, id } = event;
  const least = isStatus(event.event) ? 1 : 2;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard
    <div
      id={`event-${n}`}
      class="row"
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      style={{ top: `${top}px` }}
      onClick={() => onChoose(n)}
    >
      <span class="number">#{n}</span>
      <span class="what">
        <span class="event-name" data-event={event.event}>
          {event.event.replace(/^message\./, '')}
        </span>
        <span class="text">{text ?? id}</span>
      </span>
      <span class="more">
        <time>{timeOfDay(at)}</time>
        {contact !== undefined && ` · ${prettyAddress(contact)}`}
        {deliveries > 1 && ` · came ${deliveries}×`}
        {attempts > least && ` · ${counted(attempts, 'attempt')}`}
      </span>
      <Outcome event={event} />
    </div>
  );
}

/** What became of an event, in a word. */
export function Outcome({ event: { progress, outcome, station } }: { event: EventSummary }) {
  const words =
    progress === 'moving' ? `at ${station}` : progress === 'done' ? (outcome ?? 'done') : wordsOf(progress, outcome);
  return (
    <span class="outcome" data-progress={progress} data-outcome={outcome}>
      {words}
    </span>
  );
}

function wordsOf(progress: EventSummary['progress'], outcome: string | undefined): string {
  // That it was decided how to answer says nothing of why it waits.
  const saysNothing = outcome === undefined || outcome === progress || outcome === 'answered';
  return saysNothing ? progress : `${progress}: ${outcome}`;
}

/** Keeps the rows that are looked at where they are when new ones come above them. */
function useStillPlace(list: { current: HTMLDivElement | null }, events: EventSummary[]): void {
  const newest = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const before = newest.current;
    newest.current = events[0]?.n;
    if (!list.current || list.current.scrollTop === 0 || before === undefined) return;
    const added = events.findIndex(({ n }) => n === before);
    if (added > 0) list.current.scrollTop += added * ROW_HEIGHT;
  }, [list, events]);
}

/** Brings a row into sight when it is chosen. */
function useInSight(list: { current: HTMLDivElement | null }, row: number): void {
  const last = useRef(-1);
  useLayoutEffect(() => {
    if (!list.current || row < 0 || row === last.current) return;
    last.current = row;
    const { scrollTop, clientHeight } = list.current;
    const top = row * ROW_HEIGHT;
    if (top < scrollTop) list.current.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + clientHeight) list.current.scrollTop = top + ROW_HEIGHT - clientHeight;
  }, [list, row]);
}

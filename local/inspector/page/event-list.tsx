import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { EventSummary } from '../protocol.ts';
import { prettyAddress } from './contacts.ts';
import { timeOfDay } from './format.ts';
import { useInSight, useSize } from './hooks.ts';
import { counted, stepWords, t, translated, word } from './texts.ts';
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
  useInSight(list, chosen === undefined ? -1 : events.findIndex(({ n }) => n === chosen), ROW_HEIGHT, chosen);
  if (events.length === 0) return <p class="empty">{nothing}</p>;
  return (
    <div
      ref={list}
      id="event-list"
      class="event-list"
      role="listbox"
      aria-label={t('Events')}
      tabIndex={0}
      aria-activedescendant={chosen === undefined ? undefined : `event-${chosen}`}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <div class="rows" role="presentation" style={{ height: `${events.length * ROW_HEIGHT}px` }}>
        {events.slice(first, end).map((event, i) => (
          <Row
            key={event.n}
            event={event}
            top={(first + i) * ROW_HEIGHT}
            isChosen={event.n === chosen}
            place={{ of: events.length, at: first + i + 1 }}
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
  /** Which of how many it is, from 1. */
  place: { of: number; at: number };
  onChoose(n: number): void;
}

function Row({ event, top, isChosen, place, onChoose }: RowProps) {
  const { n, at, contact, deliveries, attempts } = event;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard
    <div
      id={`event-${n}`}
      class="row"
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-setsize={place.of}
      aria-posinset={place.at}
      style={{ top: `${top}px` }}
      onClick={() => onChoose(n)}
    >
      <span class="number">#{n}</span>
      <span class="what">
        <span class="event-name" data-event={event.event}>
          {event.event.startsWith('#send.') ? t('sent unasked') : event.event.replace(/^message\./, '')}
        </span>
        <span class="text">{titleOf(event)}</span>
      </span>
      <span class="more">
        <time>{timeOfDay(at)}</time>
        {contact !== undefined && ` · ${prettyAddress(contact)}`}
        {deliveries > 1 && ` · ${t('came {count}×', { count: deliveries })}`}
        {attempts > 1 && ` · ${counted(attempts, 'attempt')}`}
      </span>
      <Outcome event={event} />
    </div>
  );
}

/** What an event says; its id where it says nothing, unless that is a hash. */
function titleOf({ text, id }: EventSummary): string {
  return text === undefined ? (id.startsWith('sha256:') ? '' : id) : translated(text);
}

/** What became of an event, in a word. */
export function Outcome({ event }: { event: EventSummary }) {
  const { progress, outcome } = event;
  return (
    <span class="outcome" data-progress={progress} data-outcome={outcome}>
      {outcomeOf(event)}
    </span>
  );
}

/** What became of an event, or where it is. */
export function outcomeOf({ progress, outcome, station, reached, code, parkings = 0 }: EventSummary): string {
  switch (progress) {
    case 'moving':
      return t('at {station}', { station: word(station) });
    case 'done':
      return stepWords(code === undefined ? (reached ?? outcome ?? 'done') : `${outcome}: ${code}`);
    case 'parked':
      return parkings > 1 ? t('parked again') : t('dead letter');
    default: {
      // That it was decided how to answer says nothing of why it waits.
      const saysNothing = outcome === undefined || outcome === progress || outcome === 'answered';
      return stepWords(saysNothing ? progress : `${progress}: ${outcome}`);
    }
  }
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

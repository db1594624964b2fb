import type { ChatMessage, EventSummary, Move, Snapshot, Update } from './protocol.ts';
import type { Changes } from './tracer/model.ts';

/** A page that is sent what happens. */
export interface Listener {
  snapshot(snapshot: Snapshot): void;
  update(update: Update): void;
}

/** Collects what changes and tells it to all pages at once, every so often. */
export interface Feed extends Changes {
  /** What stands for itself: only its latest state is sent. */
  change(changed: Latest): void;
  /** Gives the snapshot of now, then what changes. @returns a function that ends it */
  listen(listener: Listener): () => void;
  /** Gives all pages a new snapshot: what they know is no longer so. */
  restart(): void;
  /** Whether anybody listens. */
  isHeard(): boolean;
}

interface FeedOptions {
  /** All that there is now. */
  snapshot(): Snapshot;
  /** Runs something after so many ms. */
  after(ms: number, run: () => void): void;
}

/** How often a page is sent updates, in ms: often enough to look immediate, seldom enough for thousands of events. */
const INTERVAL_MS = 50;

export function createFeed({ snapshot, after }: FeedOptions): Feed {
  const listeners = new Set<Listener>();
  let pending = nothing();
  let isDue = false;

  function flush(): void {
    isDue = false;
    const update = updateOf(pending);
    pending = nothing();
    if (Object.keys(update).length === 0) return;
    for (const listener of listeners) listener.update(update);
  }

  function note(write: (pending: Pending) => void): void {
    // Whoever comes later gets a snapshot.
    if (listeners.size === 0) return;
    write(pending);
    if (isDue) return;
    isDue = true;
    after(INTERVAL_MS, flush);
  }

  return {
    event: (summary) => note(({ events }) => events.set(summary.n, summary)),
    move: (move) => note(({ moves }) => moves.push(move)),
    message: (message) => note(({ messages }) => messages.set(message.id, message)),
    functions: (functions) => note(({ latest }) => Object.assign(latest, { functions })),
    change: (changed) => note(({ latest }) => Object.assign(latest, changed)),
    listen(listener) {
      // What is pending is in the snapshot already.
      flush();
      listeners.add(listener);
      listener.snapshot(snapshot());
      return () => void listeners.delete(listener);
    },
    restart() {
      pending = nothing();
      for (const listener of listeners) listener.snapshot(snapshot());
    },
    isHeard: () => listeners.size > 0,
  };
}

type Latest = Pick<Update, 'functions' | 'queues' | 'deadLetters' | 'faults' | 'account'>;

/** What has changed since the last update; of each event and message the latest. */
interface Pending {
  events: Map<number, EventSummary>;
  messages: Map<string, ChatMessage>;
  moves: Move[];
  latest: Latest;
}

function nothing(): Pending {
  return { events: new Map(), messages: new Map(), moves: [], latest: {} };
}

function updateOf({ events, messages, moves, latest }: Pending): Update {
  return {
    ...(events.size > 0 && { events: [...events.values()].map((summary) => ({ ...summary })) }),
    ...(messages.size > 0 && { messages: [...messages.values()] }),
    ...(moves.length > 0 && { moves }),
    ...latest,
  };
}

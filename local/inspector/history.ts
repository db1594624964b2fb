import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '../cloud/kept/files.ts';
import type { ChatMessage } from './protocol.ts';
import type { EventTrace, WorkItem } from './tracer/trace.ts';
import type { Past } from './tracer/tracer.ts';

/** What the page shows, in a file that outlives the process. */
export interface History {
  /** What was kept before. To be called first: what comes is added to it. */
  load(): Past;
  /** Keeps the newest state of an event, soon. */
  event(n: number): void;
  message(message: ChatMessage): void;
  /** Writes the whole file again, so that nothing else of the past is in it. */
  rewrite(): void;
  /** Writes what is not written yet. */
  flush(): void;
}

interface HistoryOptions {
  file: string;
  /** All that the page knows now. */
  past(): Past;
  trace(n: number): EventTrace | undefined;
  /** Runs something after so many ms. */
  after(ms: number, run: () => void): void;
  /** The largest file, in bytes. */
  maxBytes?: number;
}

/** How long what is new may be lost when the process is killed, in ms. */
const INTERVAL_MS = 400;
const MAX_BYTES = 64 * 1024 * 1024;

/** What stands for how all of it is written. */
const FORMAT = '{"format":1}\n';

/** A line of the file: the newest of an event or message counts. */
type Line = { trace: KeptTrace } | { message: ChatMessage };

/**
 * Keeps what the page shows in a file of JSON lines, to which each change is added. When it is too large, it is written
 * again with the newest half; with a file of another format the page starts over.
 */
export function openHistory({ file, past, trace, after, maxBytes = MAX_BYTES }: HistoryOptions): History {
  const events = new Set<number>();
  const messages = new Map<string, ChatMessage>();
  let isDue = false;

  function due(): void {
    if (isDue) return;
    isDue = true;
    after(INTERVAL_MS, flush);
  }

  function flush(): void {
    isDue = false;
    if (events.size + messages.size === 0) return;
    const traces = [...events].flatMap((n) => trace(n) ?? []);
    const lines = linesOf({ traces, messages: [...messages.values()] });
    events.clear();
    messages.clear();
    if (existsSync(file) && statSync(file).size <= maxBytes) appendFileSync(file, lines.join(''), { mode: 0o600 });
    else rewrite();
  }

  function rewrite(): void {
    events.clear();
    messages.clear();
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeWhole(file, FORMAT + newest(linesOf(past()), maxBytes / 2).join(''));
  }

  return {
    load() {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (!text.startsWith(FORMAT)) {
        rewrite();
        return { traces: [], messages: [] };
      }
      // What comes next does not belong to a line that was cut off.
      if (!text.endsWith('\n')) appendFileSync(file, '\n');
      return read(text);
    },
    event(n) {
      events.add(n);
      due();
    },
    message(message) {
      messages.set(message.id, message);
      due();
    },
    rewrite,
    flush,
  };
}

/** An event as it is written: lists in place of sets and maps. */
interface KeptTrace extends Omit<EventTrace, 'replies' | 'messageIds' | 'sentIds'> {
  replies: [string, WorkItem][];
  sentIds: string[];
}

/** Messages come last, so that the oldest events go first: what was said is worth more than how it was handled. */
function linesOf({ traces, messages }: Past): string[] {
  const lines: Line[] = [
    ...traces.map((trace) => ({ trace: kept(trace) })),
    ...messages.map((message) => ({ message })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`);
}

function kept({ replies, messageIds: _, sentIds, ...trace }: EventTrace): KeptTrace {
  // Their steps are among those of the event.
  const withoutStep = ({ step: _, ...item }: WorkItem): WorkItem => item;
  return {
    ...trace,
    decision: withoutStep(trace.decision),
    replies: [...replies].map(([key, item]) => [key, withoutStep(item)]),
    sentIds: [...sentIds],
  };
}

function newest(lines: string[], maxBytes: number): string[] {
  let bytes = 0;
  const first = lines.findLastIndex((line) => {
    bytes += Buffer.byteLength(line);
    return bytes > maxBytes;
  });
  return lines.slice(first + 1);
}

/** Reads what was written; what was cut off when the process was killed is left out. */
function read(text: string): Past {
  const traces = new Map<number, EventTrace>();
  const messages = new Map<string, ChatMessage>();
  for (const line of text.slice(FORMAT.length).split('\n')) {
    const read = lineOf(line);
    if (read === undefined) continue;
    if ('message' in read) messages.set(read.message.id, read.message);
    else traces.set(read.trace.summary.n, revived(read.trace));
  }
  return { traces: [...traces.values()].sort((a, b) => a.summary.n - b.summary.n), messages: [...messages.values()] };
}

function lineOf(line: string): Line | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function revived({ replies, sentIds, ...trace }: KeptTrace): EventTrace {
  return { ...trace, replies: new Map(replies), messageIds: new Set(), sentIds: new Set(sentIds) };
}

import type { EventKey } from '../../../lambdas/pilot-status/identity.ts';
import { type EventTrace, newTrace, type TracedItem } from './trace.ts';

/** All events that are kept, and every way to find them. Nothing here takes longer the more there are. */
export interface Traces {
  find(key: EventKey): EventTrace | undefined;
  byNumber(n: number): EventTrace | undefined;
  /** Adds an event; the oldest makes room. @param at when it was first heard of, epoch ms */
  add(key: EventKey, at: number): EventTrace;
  /** Remembers what a message of a queue is about. */
  carry(messageId: string, task: TracedItem): void;
  carriedBy(messageId: string): TracedItem | undefined;
  /** Remembers the vendor's id of a reply to an event. */
  answer(sentId: string, trace: EventTrace): void;
  answeredBy(sentId: string): EventTrace | undefined;
  /** Takes an event as it was known before. Its number, and all before it, are not given again. */
  restore(trace: EventTrace): void;
  remove(n: number): void;
  /** In the order in which they came. */
  all(): EventTrace[];
}

/** @param limit how many events are kept */
export function traceStore(limit: number): Traces {
  const byKey = new Map<string, EventTrace>();
  const byNumber = new Map<number, EventTrace>();
  const tasks = new Map<string, TracedItem>();
  const answered = new Map<string, EventTrace>();
  let count = 0;

  function forget(n: number): void {
    const trace = byNumber.get(n);
    if (trace === undefined) return;
    byNumber.delete(n);
    byKey.delete(textOf(trace.key));
    for (const id of trace.messageIds) tasks.delete(id);
    for (const id of trace.sentIds) answered.delete(id);
  }

  return {
    find: (key) => byKey.get(textOf(key)),
    byNumber: (n) => byNumber.get(n),
    add(key, at) {
      const trace = newTrace(++count, key, at);
      byKey.set(textOf(key), trace);
      byNumber.set(count, trace);
      forget(count - limit);
      return trace;
    },
    carry(messageId, task) {
      task.trace.messageIds.add(messageId);
      tasks.set(messageId, task);
    },
    carriedBy: (messageId) => tasks.get(messageId),
    answer(sentId, trace) {
      trace.sentIds.add(sentId);
      answered.set(sentId, trace);
    },
    answeredBy: (sentId) => answered.get(sentId),
    restore(trace) {
      count = Math.max(count, trace.summary.n);
      byKey.set(textOf(trace.key), trace);
      byNumber.set(trace.summary.n, trace);
      for (const id of trace.sentIds) answered.set(id, trace);
    },
    remove: forget,
    all: () => [...byNumber.values()],
  };
}

function textOf({ id, event }: EventKey): string {
  return `${event} ${id}`;
}

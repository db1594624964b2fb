import type { Delivery } from '../../../lambdas/pilot-status/events.ts';
import type { EventKey } from '../../../lambdas/pilot-status/identity.ts';
import type { ChatMessage, EventSummary, FunctionState, Move, PipelineFunction, Station } from '../protocol.ts';
import type { Invocations } from './invocations.ts';
import { positionOf } from './position.ts';
import type { EventTrace, TracedItem } from './trace.ts';
import type { Traces } from './traces.ts';

/** What the tracer tells as it happens. What it gives is changed later: whoever keeps it makes a copy. */
export interface Changes {
  event(summary: EventSummary): void;
  move(move: Move): void;
  message(message: ChatMessage): void;
  functions(functions: Record<PipelineFunction, FunctionState>): void;
}

/** All that the parts of the tracer share. */
export interface TracerModel {
  traces: Traces;
  invocations: Invocations;
  changes: Changes;
  /** The replies that a function is at work on, by the address that they go to. */
  sending: Map<string, Set<TracedItem>>;
  /** Called for each event that is new. */
  onNew(trace: EventTrace): void;
  /** Called when it is known what an event says that was let in. */
  onAccepted(trace: EventTrace, delivery: Delivery): void;
  /** Called when the vendor has taken a reply, or when the reply has failed before that. */
  onReply(task: TracedItem): void;
}

/** Adds an event. @param at when it was first heard of, epoch ms */
export function open(key: EventKey, at: number, { traces, onNew }: TracerModel): EventTrace {
  const trace = traces.add(key, at);
  onNew(trace);
  return trace;
}

/** Works out where an event is, and reports the change. */
export function update(trace: EventTrace, { changes }: TracerModel): void {
  const { outcome: _, reached: __, code: ___, ...rest } = trace.summary;
  trace.summary = { ...rest, ...positionOf(trace) };
  changes.event(trace.summary);
}

export function move({ summary: { n } }: EventTrace, from: Station, to: Station, { changes }: TracerModel): void {
  changes.move({ n, from, to });
}

/** Shows how a delivery comes into the events queue, once for each, whoever reports it. */
export function enter(trace: EventTrace, model: TracerModel): void {
  const { deliveries } = trace;
  if (deliveries.shown > 0 && deliveries.shown >= Math.max(deliveries.admitted, deliveries.accepted)) return;
  deliveries.shown += 1;
  delete trace.refusedWith;
  move(trace, 'vendor', 'api', model);
  move(trace, 'api', 'ingest', model);
  move(trace, 'ingest', 'events', model);
}

import { type Delivery, readDelivery } from '../../../lambdas/pilot-status/events.ts';
import { type EventKey, eventKey } from '../../../lambdas/pilot-status/identity.ts';
import { readBody } from '../../../lambdas/queue/event-body.ts';
import type { CloudEvent } from '../../cloud/events.ts';
import { describe } from './describe.ts';
import { concern } from './invocations.ts';
import { keepPart } from './keep.ts';
import { enter, move, open, type TracerModel, update } from './model.ts';
import { addStep, type EventTrace, rounded } from './trace.ts';
import { statusText, toneOfStatus } from './words.ts';

type Request = Extract<CloudEvent, { kind: 'request' }>;

/**
 * Takes a delivery that the API answered. One that was accepted belongs to the event of its key, and so does one that
 * was not while that event is known, or while the vendor will try again; any other that was refused stands for itself,
 * because nobody vouches for what it says.
 */
export function takeRequest(request: Request, model: TracerModel): void {
  const { status, ms, invocation: invocationId } = request;
  const startedAt = Math.round(request.at - ms);
  const read = readRequest(request);
  const trace = traceOf(request, read?.key, startedAt, model);
  const { deliveries } = trace;
  if (read && !trace.isDescribed && (status < 400 || status >= 500)) describe(trace, read.delivery);
  if (read && status < 400) model.onAccepted(trace, read.delivery);
  trace.summary.deliveries = ++deliveries.answered;
  trace.summary.at = Math.min(trace.summary.at, startedAt);
  addStep(trace, stepOf(request, startedAt));
  if (status < 400) {
    deliveries.admitted += 1;
    enter(trace, model);
  } else if (deliveries.shown === 0) {
    refuse(trace, request, model);
  }
  const invocation = invocationId === undefined ? undefined : model.invocations.find(invocationId);
  if (invocation !== undefined) concern(invocation, trace);
  if (invocationId !== undefined) model.invocations.forget(invocationId);
  update(trace, model);
}

function readRequest({ request }: Request): { delivery: Delivery; key: EventKey } | undefined {
  const body = request && readBody(Buffer.from(request.body));
  if (body === undefined || typeof body === 'string') return undefined;
  const delivery = readDelivery(body.json);
  return { delivery, key: eventKey(delivery, body.raw) };
}

function traceOf(
  { status, requestId }: Request,
  key: EventKey | undefined,
  at: number,
  model: TracerModel,
): EventTrace {
  const known = key && model.traces.find(key);
  if (known !== undefined) return known;
  const isRefused = status >= 400 && status < 500;
  if (key === undefined || isRefused) return open({ id: requestId, event: key?.event ?? 'unknown' }, at, model);
  return open(key, at, model);
}

function stepOf({ method, path, status, ms, request, answer }: Request, at: number) {
  const asked = keepPart(request ?? { headers: {}, body: '' });
  return {
    at,
    ms: rounded(ms),
    station: 'api',
    what: `${status < 400 ? 'delivered' : 'refused'}: ${statusText(status)}`,
    tone: toneOfStatus(status),
    exchange: { method, url: path, request: asked, answer: { ...keepPart(answer), status } },
  } as const;
}

function refuse(trace: EventTrace, { status, invocation }: Request, model: TracerModel): void {
  trace.refusedWith = status;
  trace.summary.station = invocation === undefined ? 'api' : 'ingest';
  move(trace, 'vendor', 'api', model);
  if (invocation !== undefined) move(trace, 'api', 'ingest', model);
}

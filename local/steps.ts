import { functionName, logStep, type Step } from '../operations/steps.ts';
import type { CloudEvent } from './cloud/events.ts';
import type { VendorActivity } from './simulator/activity.ts';
import type { SimulatedMessage } from './simulator/messages.ts';
import type { DeliveryAttempt } from './simulator/webhooks.ts';

/**
 * Turns what happens in the local cloud into steps. A delivery that the events queue drops, because it took the same
 * one within five minutes, is known by the id that the queue gave the first.
 */
export function stepReader(): (event: CloudEvent) => Step[] {
  const queued = new Set<unknown>();
  return (event) => {
    const step = stepOf(event);
    if (step === undefined) return [];
    if (step.step !== 'accepted' || step.queued === undefined) return [step];
    const { queued: queueId, ...accepted } = step;
    if (queued.has(queueId)) return [accepted, { ...accepted, where: 'events', step: 'duplicate' }];
    queued.add(queueId);
    return [accepted];
  };
}

/** The step of one thing that happened; undefined for what is of no interest to a person. */
export function stepOf(event: CloudEvent): Step | undefined {
  const { at } = event;
  switch (event.kind) {
    case 'log':
      return logStep(event.line, functionName(event.function), at);
    case 'init':
      if (event.outcome === 'ok') return undefined;
      return { at, where: functionName(event.function), step: 'not loaded', reason: event.error };
    case 'invocation':
      if (event.outcome === 'ok') return undefined;
      return { at, where: functionName(event.function), step: event.outcome, reason: event.error };
    case 'denied':
      return { at, where: 'cloud', step: 'denied', action: event.action, resource: event.resource, role: event.role };
    case 'problem':
      return { at, where: 'cloud', step: 'problem', reason: event.message };
    default:
      return undefined;
  }
}

/**
 * The step of what happened in the simulator: of a send that it accepted, and of its attempts to deliver
 * an event. Undefined for all else.
 *
 * @param isWatched whether a person watches, or the output is kept
 */
export function vendorStep(activity: VendorActivity, isWatched: boolean): Step | undefined {
  switch (activity.kind) {
    case 'message':
      return isSend(activity.message) ? sendStep(activity.message, isWatched) : undefined;
    case 'delivery':
      return deliveryStep(activity.delivery);
    default:
      return undefined;
  }
}

function isSend({ direction, fromPhone }: SimulatedMessage): boolean {
  return direction === 'OUTBOUND' && !fromPhone;
}

/**
 * Output is kept in files and pasted into issues: of an address it shows the last two characters, and the text only
 * where a person watches, else its length.
 */
function sendStep({ id, destination, content, createdAt }: SimulatedMessage, isWatched: boolean): Step {
  const [address = ''] = Object.values(destination);
  const { text, template, media } = content;
  return {
    at: createdAt,
    where: 'vendor',
    step: 'received',
    id,
    to: address.replace(/.(?=.{2})/gsu, '*'),
    ...(text !== undefined && (isWatched ? { text } : { characters: text.length })),
    ...(template && { template: template.id }),
    ...(media && { media: media.type }),
  };
}

/** Of the webhook's answer it shows the status alone. */
function deliveryStep({ event, status, statusCode, payload, durationMs, createdAt }: DeliveryAttempt): Step {
  const step = status === 'SUCCESS' ? 'delivered' : 'not delivered';
  return {
    at: createdAt,
    where: 'vendor',
    step,
    id: payload.data?.id,
    event,
    code: statusCode ?? 'no answer',
    ms: durationMs,
  };
}

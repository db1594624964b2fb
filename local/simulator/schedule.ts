import { ApiError } from './api-error.ts';
import type { SendBody } from './send-body.ts';

/** When a message is to leave, and until when it makes sense; epoch ms. */
export interface Schedule {
  deliverAt?: number;
  deliverUntil?: number;
}

/**
 * Reads the schedule of a send. A `deliverAt` in the past is no mistake: the message leaves at once.
 *
 * @param now epoch ms
 * @throws ApiError 400 when the deadline is over, or comes before the message may leave
 */
export function scheduleOf(body: SendBody, now: number): Schedule {
  const deliverAt = timeOf(body, 'deliverAt');
  const deliverUntil = timeOf(body, 'deliverUntil');
  if (deliverUntil !== undefined && deliverUntil < now) throw wrong('deliverUntil is in the past');
  if (deliverUntil !== undefined && deliverUntil < (deliverAt ?? now)) throw wrong('deliverUntil is before deliverAt');
  return { ...(deliverAt !== undefined && { deliverAt }), ...(deliverUntil !== undefined && { deliverUntil }) };
}

/** The rules let a leap second through, which JavaScript cannot parse. */
function timeOf(body: SendBody, name: 'deliverAt' | 'deliverUntil'): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw wrong(`${name} is not a time`);
  return time;
}

function wrong(message: string): ApiError {
  return new ApiError(400, 'INVALID_PAYLOAD', message);
}

import { ApiError } from './api-error.ts';
import type { Pause, SendFault } from './faults.ts';

/** The refusal that a fault asks for; undefined where the send is to be accepted. @param now epoch ms */
export function refusalOf(fault: SendFault | undefined, now: number): ApiError | undefined {
  switch (fault?.kind) {
    case 'badRequest':
      return new ApiError(400, fault.code, 'A fault asks for this refusal', { nested: fault.nested === true });
    case 'unauthorized':
      return new ApiError(401, 'INVALID_API_KEY', 'The API key is missing or invalid');
    case 'paymentRequired':
      return new ApiError(402, 'SUBSCRIPTION_REQUIRED', 'The subscription is not paid for');
    case 'forbidden':
      return new ApiError(403, 'TENANT_SCOPE_NOT_ALLOWED', 'Sending needs the key of a number');
    case 'numberOffline':
      return new ApiError(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED', 'The number is offline');
    case 'rateLimited':
      return rateLimited(fault, now);
    case 'broken':
      return broken();
    case 'unavailable':
      return new ApiError(503, 'SERVICE_UNAVAILABLE', 'Try again later', { headers: retryAfter(fault, now) });
  }
  return undefined;
}

/** The vendor fails, and says so. */
export function broken(): ApiError {
  return new ApiError(500, 'INTERNAL_ERROR', 'Something went wrong');
}

/** @param now epoch ms */
export function rateLimited(pause: Pause, now: number): ApiError {
  return new ApiError(429, 'RATE_LIMIT_EXCEEDED', 'Too many requests', { headers: retryAfter(pause, now) });
}

/** Both forms of RFC 9110, section 10.2.3. */
function retryAfter({ retryAfterSeconds, retryAfterDate }: Pause, now: number): Record<string, string> {
  if (retryAfterSeconds === undefined) return {};
  const at = new Date(now + retryAfterSeconds * 1_000);
  return { 'retry-after': retryAfterDate ? at.toUTCString() : String(retryAfterSeconds) };
}

import { type Counted, type MeasuredFunction, type OfFunctions, ofFunctions } from './counter.ts';

/**
 * With so much memory a function has one whole processor; with less, that share of it.
 *
 * @see Lambda's guide, "Memory"
 */
const WHOLE_CPU_MB = 1769;

/** What a call to DynamoDB or SQS is taken to last in a region, in ms: nothing local can measure. */
export const AWS_CALL_MS = 5;

/** What the vendor is taken to need for its answer to a send, in ms. */
export const VENDOR_MS = 250;

/**
 * How many invocations start an environment. AWS finds less than one in a hundred in production; a bot that nobody
 * writes to for minutes has more of them. Since August 2025 init is billed as any other time.
 *
 * @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
 */
export const COLD_SHARE = 0.01;

/** What one message takes of one function. */
export interface Time {
  /** On a processor of this machine, in ms. */
  busyMs: number;
  /** For others to answer, in ms. */
  waitMs: number;
  /** For an environment to start, with a whole processor, whatever its memory, in ms. */
  initMs: number;
  /** Messages of one invocation wait together, and share an init. */
  messagesPerInvocation: number;
}

/** Times of all functions, for one message or for one status event. */
export type Times = OfFunctions<Time>;

/** The time that is billed for one message, in ms: work goes slower with less memory, waiting and init do not. */
export function billedMs({ busyMs, waitMs, initMs, messagesPerInvocation }: Time, memoryMb: number): number {
  const ofInvocation = waitMs + COLD_SHARE * initMs;
  return busyMs * Math.max(1, WHOLE_CPU_MB / memoryMb) + ofInvocation / messagesPerInvocation;
}

/** The same in GB-seconds. */
export function gbSeconds(time: Time, memoryMb: number): number {
  return (billedMs(time, memoryMb) / 1000) * (memoryMb / 1024);
}

/**
 * The times of one event.
 *
 * @param calls of one event that comes alone, by function: then the calls of an invocation come one after the other
 * @param vendorMs what the vendor needs for a send, where the reply function makes one
 */
export function timesOf({ work }: Counted, events: number, calls: OfFunctions<number>, vendorMs = VENDOR_MS): Times {
  const isSending = (name: MeasuredFunction) => name === 'reply' && work.reply.invocations > 0;
  return ofFunctions((name) => ({
    busyMs: work[name].cpuMs / events,
    waitMs: calls[name] * AWS_CALL_MS + (isSending(name) ? vendorMs : 0),
    initMs: work[name].initMs,
    messagesPerInvocation: events / (work[name].invocations || events),
  }));
}

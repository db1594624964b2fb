/**
 * What must be left of the time to try another key, in ms: less would more likely end in a lost answer than in a
 * refusal.
 */
const WORTHWHILE_MS = 500;

interface Time {
  /** How long all of it may take, in ms. */
  sendTimeoutMs: number;
  /** The time in epoch ms. */
  now(): number;
}

/**
 * Calls the vendor with the first key that it takes. A call that the vendor refused for its key did nothing, so the
 * next key may be tried at once, within the time of one send. Any other outcome stands: what may have been done is not
 * done twice.
 *
 * @param keys newest first; at least one
 * @param call calls the vendor with a key, in so many ms
 * @returns the last outcome, and the place in the list of the key that it came of, from 1
 */
export async function withAnyKey<Outcome extends { kind: string; what?: string }>(
  keys: readonly string[],
  { sendTimeoutMs, now }: Time,
  call: (apiKey: string, timeoutMs: number) => Promise<Outcome>,
): Promise<{ outcome: Outcome; place: number }> {
  const deadline = now() + sendTimeoutMs;
  let leftMs = sendTimeoutMs;
  for (let place = 1; ; place++) {
    const outcome = await call(keys[place - 1] as string, leftMs);
    leftMs = deadline - now();
    const isRefusedForItsKey = outcome.kind === 'misconfigured' && outcome.what === 'key';
    if (!isRefusedForItsKey || place === keys.length || leftMs < WORTHWHILE_MS) return { outcome, place };
  }
}

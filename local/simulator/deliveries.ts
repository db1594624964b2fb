import { isLocal } from '../../operations/loopback.ts';
import type { SimulatorClock } from './clock.ts';
import type { EmitEvent, VendorEvent } from './events.ts';
import { signatureHeaders } from './sign.ts';
import type { DeliveryAttempt, SimulatedWebhook, Webhooks } from './webhooks.ts';

/** After how many ms a delivery that was not answered with 200 is made again. */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000, 30_000];

const TIMEOUT_MS = 10_000;
const LOGS_KEPT = 500;

interface Courier {
  clock: SimulatorClock;
  webhooks: Webhooks;
  newId(): string;
  /** Called after each attempt. */
  onDelivery(delivery: DeliveryAttempt): void;
}

/** An event on its way to one webhook. */
interface Delivery {
  id: string;
  webhookId: string;
  event: VendorEvent;
}

/** Posts events to every active webhook that wants them, again until it answers 200 or the retries are used up. */
export function courier({ clock, webhooks, newId, onDelivery }: Courier): EmitEvent {
  const attempt = async (delivery: Delivery, retries: readonly number[]): Promise<void> => {
    // It may have been paused or deleted since the last attempt.
    const webhook = webhooks.find(delivery.webhookId);
    if (!webhook?.active) return;
    const logged = await post(delivery, webhook, clock);
    webhook.logs = [...webhook.logs, logged].slice(-LOGS_KEPT);
    webhook.lastTriggered = logged.createdAt;
    onDelivery(logged);
    const [delayMs, ...left] = retries;
    if (logged.status === 'SUCCESS' || delayMs === undefined) return;
    clock.after(delayMs, () => attempt(delivery, left));
  };
  return async (event) => {
    const deliveries = webhooks.wanting(event.event).map(({ id: webhookId }) => ({ id: newId(), webhookId, event }));
    await Promise.all(deliveries.map((delivery) => attempt(delivery, RETRY_DELAYS_MS)));
  };
}

/** Makes one attempt. Never throws. */
async function post(
  { id, event }: Delivery,
  { url, signature }: SimulatedWebhook,
  clock: SimulatorClock,
): Promise<DeliveryAttempt> {
  const createdAt = clock.now();
  const body = JSON.stringify(event);
  const signed = signature && signatureHeaders({ body, id, now: createdAt }, signature.scheme, signature.secret);
  const { statusCode, response } = await answerOf(url, body, signed);
  return {
    event: event.event,
    status: statusCode === 200 ? 'SUCCESS' : 'FAILED',
    statusCode,
    payload: event,
    response,
    durationMs: clock.now() - createdAt,
    createdAt,
  };
}

async function answerOf(url: string, body: string, signed: Record<string, string> | undefined) {
  if (!isLocal(url)) return { statusCode: null, response: 'The simulator delivers to this computer only' };
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { statusCode: answer.status, response: await answer.text() };
  } catch (error) {
    return { statusCode: null, response: `No answer: ${(error as Error).message}` };
  }
}

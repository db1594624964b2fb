import type { HttpRequest, HttpResponse } from '../http.ts';
import type { Policy } from '../ingest/policy.ts';
import { signatureHeaders } from '../ingest/signature.ts';
import { readWebhookSecret } from '../ingest/webhook-secret.ts';

/** Delivers a body through the front door, as the vendor does. @returns the answer; its status is 200 when the event is durable */
export type Deliver = (body: string) => Promise<Pick<HttpResponse, 'status' | 'body'>>;

interface FrontDoor {
  /** Where the stack takes deliveries, without the token. */
  hookUrl: string;
  /** What it asks a delivery to present. */
  policy: Policy;
  /** Reads the webhook secret. */
  readSecret(): Promise<string | undefined>;
  request(request: HttpRequest): Promise<HttpResponse>;
  /** The time in epoch ms. */
  now(): number;
  newId(): string;
}

/** API Gateway gives up after 30 s. */
const TIMEOUT_MS = 31_000;

/**
 * Opens the way through our own front door: the same road, with the same checks, as every delivery of the vendor.
 *
 * @returns a function that throws what `readWebhookSecret` throws, and a TransportError when there is no answer
 */
export function deliverer({ hookUrl, policy, readSecret, request, now, newId }: FrontDoor): Deliver {
  return async (body) => {
    const { tokens, signingKeys } = readWebhookSecret(await readSecret(), policy);
    const [token] = tokens;
    const [key] = signingKeys;
    const raw = Buffer.from(body);
    const signed = policy.signature && key && signatureHeaders({ raw, id: newId(), now: now() }, policy.signature, key);
    return request({
      method: 'POST',
      url: new URL(token === undefined ? hookUrl : `${hookUrl}/${token}`),
      headers: { 'content-type': 'application/json', ...signed },
      body,
      timeoutMs: TIMEOUT_MS,
    });
  };
}

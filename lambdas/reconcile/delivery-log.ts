import { listIn } from '../pilot-status/history.ts';
import type { HttpRequest, HttpResponse } from '../runtime/http.ts';
import { isObject, type JsonObject, parseJson, text } from '../runtime/json.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';

/** An attempt of the vendor's to deliver an event to us. */
export interface LoggedDelivery {
  /** What was delivered; undefined when the log does not hold it as a JSON object. */
  payload: JsonObject | undefined;
  /** Whether we answered 200. */
  accepted: boolean;
  /** Epoch ms; undefined when the log does not say. */
  at: number | undefined;
}

/** What the vendor's log of our webhooks holds. */
export interface DeliveryLog {
  deliveries: LoggedDelivery[];
  /** Since when nothing is missing from it, epoch ms; undefined when it was read to its beginning. */
  reachesTo?: number;
}

/** Calls that the vendor refused, or an account that has no webhook of ours. */
export class DeliveryLogError extends LoggableError {
  override name = 'DeliveryLogError';
}

export interface VendorAccess {
  baseUrl: string;
  /** Keys that may see our webhooks. */
  apiKeys: readonly string[];
  /** Where the stack takes deliveries, without the token. */
  hookUrl: string;
  /** The tokens that are valid now. */
  tokens: readonly string[];
}

type Request = (request: HttpRequest) => Promise<HttpResponse>;

/** The vendor gives at most so many entries of a log. */
export const MAX_ENTRIES = 50;

const TIMEOUT_MS = 10_000;

/**
 * The events that can be put back: others are known by their bytes, which the log does not hold. Where the log is
 * longer than one answer, each has a list of its own, which reaches further.
 */
const WORTHWHILE = ['received', 'reply', 'group', 'newsletter', 'sent', 'delivered', 'read', 'failed'];

/**
 * Reads the latest deliveries to our webhooks from `GET /v1/webhooks/{id}/logs`.
 *
 * @throws DeliveryLogError when no key is accepted, or none sees a webhook of ours; TransportError when there is no
 *   answer
 */
export async function readDeliveryLog(access: VendorAccess, request: Request): Promise<DeliveryLog> {
  const webhooks = await ourWebhooks(access, request);
  if (webhooks.length === 0) {
    throw new DeliveryLogError('The vendor has no webhook with the URL of this stack: connect it first');
  }
  const logs = await Promise.all(webhooks.map((webhook) => logOf(webhook, access, request)));
  return joined(logs);
}

interface Webhook {
  id: string;
  /** The key that sees it. */
  apiKey: string;
}

async function ourWebhooks(access: VendorAccess, request: Request): Promise<Webhook[]> {
  const { baseUrl, apiKeys } = access;
  const found = new Map<string, Webhook>();
  const refusals: DeliveryLogError[] = [];
  for (const apiKey of apiKeys) {
    const items = await get('/v1/webhooks', { baseUrl, apiKey }, request).catch((error: unknown) => {
      if (!(error instanceof DeliveryLogError)) throw error;
      // A key that was replaced stands in the secret until its rotation is over.
      refusals.push(error);
      return [];
    });
    for (const { id, url } of items) {
      if (typeof id === 'string' && typeof url === 'string' && isOurs(url, access)) found.set(id, { id, apiKey });
    }
  }
  if (refusals[0] && refusals.length === apiKeys.length) throw refusals[0];
  return [...found.values()];
}

/**
 * Whether a webhook delivers to this stack: by its URL, whatever the token, or by another host, such as a distribution
 * of CloudFront, with a token that is valid.
 */
export function isOurs(url: string, { hookUrl, tokens }: Pick<VendorAccess, 'hookUrl' | 'tokens'>): boolean {
  if (url === hookUrl || url.startsWith(`${hookUrl}/`)) return true;
  const { pathname } = new URL(hookUrl);
  return URL.canParse(url) && tokens.some((token) => new URL(url).pathname === `${pathname}/${token}`);
}

async function logOf({ id, apiKey }: Webhook, { baseUrl }: VendorAccess, request: Request): Promise<DeliveryLog> {
  const read = async (event?: string): Promise<DeliveryLog> => {
    const query = new URLSearchParams({ limit: String(MAX_ENTRIES), ...(event && { event }) });
    const path = `/v1/webhooks/${encodeURIComponent(id)}/logs?${query}`;
    const deliveries = (await get(path, { baseUrl, apiKey }, request)).map(readEntry);
    const times = deliveries.flatMap(({ at }) => (at === undefined ? [] : [at]));
    return { deliveries, ...(deliveries.length >= MAX_ENTRIES && { reachesTo: Math.min(...times) }) };
  };
  const latest = await read();
  if (latest.reachesTo === undefined) return latest;
  const each = await Promise.all(WORTHWHILE.map((name) => read(`message.${name}`)));
  // The list of one event reaches at least as far as the list of all.
  return { ...joined(each), deliveries: [...latest.deliveries, ...joined(each).deliveries] };
}

/** Together they reach as far as the one that reaches least. */
function joined(logs: DeliveryLog[]): DeliveryLog {
  const reach = logs.flatMap(({ reachesTo }) => (reachesTo === undefined ? [] : [reachesTo]));
  return {
    deliveries: logs.flatMap(({ deliveries }) => deliveries),
    ...(reach.length > 0 && { reachesTo: Math.max(...reach) }),
  };
}

async function get(
  path: string,
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  request: Request,
): Promise<JsonObject[]> {
  const headers = { 'x-api-key': apiKey };
  const { status, body } = await request({
    method: 'GET',
    url: new URL(path, baseUrl),
    headers,
    timeoutMs: TIMEOUT_MS,
  });
  const items = status === 200 ? listIn(parseJson(body)) : undefined;
  if (items !== undefined) return items;
  const what = path.includes('/logs') ? 'the log of our webhook' : 'the webhooks';
  throw new DeliveryLogError(`The vendor did not give ${what}: HTTP ${status}`);
}

/** Reads an entry of the log; whether its payload is JSON or the text of it is not documented. */
export function readEntry({ payload, status, createdAt }: JsonObject): LoggedDelivery {
  const json = typeof payload === 'string' ? parseJson(payload) : payload;
  const at = Date.parse(text(createdAt) ?? '');
  return {
    payload: isObject(json) ? json : undefined,
    accepted: status === 'SUCCESS',
    at: Number.isNaN(at) ? undefined : at,
  };
}

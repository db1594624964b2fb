import { codeOf } from '../lambdas/code.ts';
import { parseJson } from '../lambdas/json.ts';
import { isObject, type JsonObject, text } from '../lambdas/pilot-status/events.ts';
import { listIn } from '../lambdas/pilot-status/history.ts';
import { type LoggedDelivery as Attempt, readEntry } from '../lambdas/reconcile/delivery-log.ts';
import { CommandError } from './errors.ts';

/** A webhook as the vendor keeps it. */
export interface VendorWebhook {
  id: string;
  url: string;
  active: boolean;
  /** The events that it is for: `*` stands for all, an empty list for none. */
  events: string[];
  /** The numbers that it is for, by the vendor's ids; empty when the vendor does not say. */
  numberIds: string[];
  /** When an event was last delivered, epoch ms. */
  lastTriggered?: number;
}

/** A delivery in the vendor's log, with what it was and how we answered. */
export interface LoggedDelivery extends Attempt {
  event: string;
  /** Missing when there was no answer. */
  statusCode?: number;
}

/** What may be changed of a webhook. `events` replaces the whole list. */
export type WebhookChanges = Partial<Pick<VendorWebhook, 'url' | 'active' | 'events'>>;

interface NewWebhook {
  url: string;
  name: string;
  events: string[];
  /** Needed with a key of the whole account; the key of a number says it by itself. */
  whatsappNumberId?: string;
}

/** The calls of the vendor's API that are about webhooks and keys. They throw a VendorError. */
export interface VendorApi {
  webhooks(): Promise<VendorWebhook[]>;
  create(webhook: NewWebhook): Promise<VendorWebhook>;
  update(id: string, changes: WebhookChanges): Promise<VendorWebhook>;
  remove(id: string): Promise<void>;
  /** The latest deliveries, newest first. @param limit 1 to 50 @param event only deliveries of this event */
  logs(id: string, query: { limit: number; event?: string }): Promise<LoggedDelivery[]>;
  /**
   * Whether the key may send. It asks with a send that names neither whom nor what, so that nothing can be sent: a key of
   * the whole account is refused with 403 before its body matters, the key of a number with 400.
   */
  maySend(): Promise<boolean>;
}

/** A call that the vendor refused or did not answer, in one sentence that says what to do about it. */
export class VendorError extends CommandError {
  override name = 'VendorError';
  /** The status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  readonly code: string | undefined;

  constructor(message: string, { status, code }: { status?: number; code?: string | undefined } = {}) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** How long one call may take, in ms. */
const TIMEOUT_MS = 10_000;

/** @param baseUrl the origin of the vendor's API */
export function openVendor({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }, fetch: Fetch): VendorApi {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const { status, json } = await answerTo(method, path, body);
    if (status >= 200 && status < 300) return json;
    throw refusal(`${method} ${path.split('?')[0]}`, status, isObject(json) ? json : {});
  };

  async function answerTo(method: string, path: string, body?: object): Promise<{ status: number; json: unknown }> {
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { 'x-api-key': apiKey, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { status: response.status, json: parseJson(await response.text()) };
    } catch (error) {
      throw new VendorError(`Pilot Status cannot be reached at ${baseUrl} (${causeOf(error)}): try again later`);
    }
  }

  return {
    webhooks: async () => (listIn(await ask('GET', '/v1/webhooks')) ?? []).map(readWebhook),
    create: async (webhook) => readWebhook(await ask('POST', '/v1/webhooks', webhook)),
    update: async (id, changes) => readWebhook(await ask('PATCH', `/v1/webhooks/${encodeURIComponent(id)}`, changes)),
    remove: async (id) => void (await ask('DELETE', `/v1/webhooks/${encodeURIComponent(id)}`)),
    async logs(id, query) {
      const search = new URLSearchParams({ ...query, limit: String(query.limit) });
      return (listIn(await ask('GET', `/v1/webhooks/${encodeURIComponent(id)}/logs?${search}`)) ?? []).map(
        readDelivery,
      );
    },
    async maySend() {
      const { status, json } = await answerTo('POST', '/v1/messages/send', {});
      if (status === 401) throw refusal('POST /v1/messages/send', status, isObject(json) ? json : {});
      return status !== 403;
    },
  };
}

/** What to do about a refusal, by its code or its status. */
const ADVICE: Record<string, string> = {
  401: 'Pilot Status does not accept the API key: copy the key of your number from its dashboard',
  403: 'The API key is one of the whole account, which may not do this: take the key of one number',
  NUMBER_REQUIRED: 'The API key is one of the whole account: take the key of one number',
  NUMBER_MISMATCH: 'The API key belongs to another number than --number names',
  NUMBER_NOT_FOUND: 'Pilot Status knows no number of that id: look it up in its dashboard',
  429: 'Pilot Status gets too many calls with this key: try again in a minute',
};

function refusal(call: string, status: number, answer: JsonObject): VendorError {
  const code = codeOf(answer.code) ?? codeOf(answer.error);
  const said = [status, code].filter(Boolean).join(' ');
  const advice = ADVICE[code ?? ''] ?? ADVICE[status];
  const message = text(answer.message) ?? text(answer.error) ?? 'it did not say why';
  return new VendorError(
    advice === undefined ? `Pilot Status answered ${call} with ${said}: ${message}` : `${advice} (${said})`,
    { status, code },
  );
}

/** `fetch` hides in the cause what went wrong. */
function causeOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  return name === 'TimeoutError' ? `no answer in ${TIMEOUT_MS / 1000} s` : (cause?.code ?? message);
}

function readWebhook(value: unknown): VendorWebhook {
  const fields = isObject(value) ? value : {};
  const lastTriggered = timeOf(fields.lastTriggered);
  return {
    id: text(fields.id) ?? '',
    url: text(fields.url) ?? '',
    active: fields.active !== false,
    events: textsIn(fields.events),
    numberIds: textsIn(fields.whatsappNumberIds),
    ...(lastTriggered !== undefined && { lastTriggered }),
  };
}

function readDelivery(entry: JsonObject): LoggedDelivery {
  const { event, statusCode } = entry;
  return {
    ...readEntry(entry),
    event: text(event) ?? 'unknown',
    ...(typeof statusCode === 'number' && { statusCode }),
  };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function timeOf(value: unknown): number | undefined {
  const time = Date.parse(text(value) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

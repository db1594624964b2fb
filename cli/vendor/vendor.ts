import { errorCodes, readAnswer, type SendOutcome, saysFailure } from '../../lambdas/pilot-status/answer.ts';
import { listIn } from '../../lambdas/pilot-status/history.ts';
import { type LoggedDelivery as Attempt, readEntry } from '../../lambdas/reconcile/delivery-log.ts';
import { isObject, type JsonObject, parseJson, text } from '../../lambdas/runtime/json.ts';
import { CommandError } from '../terminal/errors.ts';

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
export interface VendorLogEntry extends Attempt {
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
  logs(id: string, query: { limit: number; event?: string }): Promise<VendorLogEntry[]>;
  /**
   * Whether the key may send. It asks with a send without recipient or content, so that nothing can be sent: a key
   * of the whole account is refused with 403 before its body matters, the key of a number with 400, or with 409 while
   * the number is offline.
   *
   * @throws VendorError for any other answer, which does not say
   */
  maySend(): Promise<boolean>;
}

/** A call that the vendor refused or did not answer, in one sentence that says what to do about it. */
export class VendorError extends CommandError {
  override name = 'VendorError';
  readonly code: string | undefined;
  /** Whether the vendor itself said that it does not take the key, for this or for anything. */
  readonly refusesKey: boolean;

  constructor(message: string, { code, refusesKey = false }: { code?: string | undefined; refusesKey?: boolean } = {}) {
    super(message);
    this.code = code;
    this.refusesKey = refusesKey;
  }
}

interface VendorAnswer {
  status: number;
  text: string;
  /** Undefined when it is not JSON. */
  json: unknown;
  /** What it would mean as the answer to a send. */
  outcome: SendOutcome;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** How long one call may take, in ms. */
const TIMEOUT_MS = 10_000;

/** @param baseUrl the origin of the vendor's API */
export function openVendor({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }, fetch: Fetch): VendorApi {
  /** @param readAs reads what was asked for in an answer; undefined when it is not that */
  const ask = async <Asked>(
    readAs: (answer: VendorAnswer) => Asked | undefined,
    method: string,
    path: string,
    body?: object,
  ): Promise<Asked> => {
    const answer = await answerTo(method, path, body);
    const read = isSuccess(answer) ? readAs(answer) : undefined;
    if (read !== undefined) return read;
    throw refusal(`${method} ${path.split('?')[0]}`, answer);
  };

  async function answerTo(method: string, path: string, body?: object): Promise<VendorAnswer> {
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { 'x-api-key': apiKey, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { status } = response;
      const text = await response.text();
      const headers = Object.fromEntries(response.headers);
      return { status, text, json: parseJson(text), outcome: readAnswer({ status, headers, body: text }, 0) };
    } catch (error) {
      throw new VendorError(`Pilot Status cannot be reached at ${baseUrl} (${causeOf(error)}): try again later`);
    }
  }

  return {
    webhooks: async () => (await ask(listed, 'GET', '/v1/webhooks')).map(readWebhook),
    create: async (webhook) => readWebhook(await ask(withId, 'POST', '/v1/webhooks', webhook)),
    update: async (id, changes) => readWebhook(await ask(withId, 'PATCH', pathOf(id), changes)),
    remove: async (id) => void (await ask(done, 'DELETE', pathOf(id))),
    async logs(id, query) {
      const search = new URLSearchParams({ ...query, limit: String(query.limit) });
      return (await ask(listed, 'GET', `${pathOf(id)}/logs?${search}`)).map(readDelivery);
    },
    async maySend() {
      const answer = await answerTo('POST', '/v1/messages/send', {});
      const { status, outcome } = answer;
      if (outcome.kind === 'sent' || outcome.kind === 'failed') return true;
      if (outcome.kind === 'retry' && status === 409) return true;
      if (status === 403 && isOfKey(outcome)) return false;
      throw refusal('POST /v1/messages/send', answer);
    },
  };
}

function pathOf(id: string): string {
  return `/v1/webhooks/${encodeURIComponent(id)}`;
}

function isSuccess({ status }: VendorAnswer): boolean {
  return status >= 200 && status < 300;
}

function listed({ json }: VendorAnswer): JsonObject[] | undefined {
  return listIn(json);
}

function withId({ json }: VendorAnswer): JsonObject | undefined {
  return isObject(json) && !saysFailure(json) && text(json.id) !== undefined ? json : undefined;
}

/** What deletes answers with nothing, or with anything in JSON. */
function done({ text, json }: VendorAnswer): true | undefined {
  return text === '' || (json !== undefined && !saysFailure(json)) ? true : undefined;
}

/** Whether an answer is the vendor's word on the key. */
function isOfKey(outcome: SendOutcome): boolean {
  return outcome.kind === 'misconfigured' && outcome.what === 'key';
}

/** What to do about a refusal of the vendor's, by its code or its status. */
const ADVICE: Record<string, string> = {
  401: 'Pilot Status does not accept the API key: copy the key of your number from the dashboard',
  402: 'Pilot Status asks for a paid subscription: check it in the dashboard',
  403: 'This API key belongs to the whole account and may not do this: use the key of one number',
  NUMBER_REQUIRED: 'This API key belongs to the whole account: use the key of one number',
  NUMBER_MISMATCH: 'The API key belongs to another number than --number names',
  NUMBER_NOT_FOUND: 'Pilot Status has no number with that id: look it up in the dashboard',
  429: 'Pilot Status gets too many calls with this key: try again in a minute',
};

function refusal(call: string, { status, json, outcome }: VendorAnswer): VendorError {
  const [code] = errorCodes(json, status);
  const said = [status, code].filter(Boolean).join(' ');
  const advice = isVendors(outcome, code) ? (ADVICE[code ?? ''] ?? ADVICE[status]) : elsewhere(outcome, status);
  const message = wordsIn(json) ?? 'it did not say why';
  return new VendorError(
    advice === undefined ? `Pilot Status answered ${call} with ${said}: ${message}` : `${advice} (${said})`,
    { code, refusesKey: isOfKey(outcome) },
  );
}

/** Whether an answer that refuses is the vendor's own, as its codes say, or is the same from whoever gives it. */
function isVendors(outcome: SendOutcome, code: string | undefined): boolean {
  if (outcome.kind === 'misconfigured' && (outcome.what === 'key' || outcome.what === 'subscription')) return true;
  return code !== undefined || outcome.kind === 'retry';
}

/** What to do about an answer that is not the vendor's; undefined for a failure, which may pass. */
function elsewhere(outcome: SendOutcome, status: number): string | undefined {
  if (status >= 500) return undefined;
  const host = 'host' in outcome ? `, which redirects to ${outcome.host}` : '';
  const check = `check the setting baseUrl${host}, or a proxy or firewall in front of it`;
  return `This answer is not from Pilot Status's API: ${check}`;
}

/** The sentence of an error, which may be wrapped in an `error`. */
function wordsIn(json: unknown): string | undefined {
  return isObject(json) ? (text(json.message) ?? text(json.error) ?? wordsIn(json.error)) : undefined;
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

function readDelivery(entry: JsonObject): VendorLogEntry {
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

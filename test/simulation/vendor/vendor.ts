import type { HttpRequest, HttpResponse } from '../../../lambdas/runtime/http.ts';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import { BROKEN, GATEWAY, GATEWAY_TO_A_QUESTION } from './gateway.ts';
import { answerHistory, type HistoryItem } from './history.ts';
import { httpCall, type Passage } from './http-call.ts';
import { type Mood, PLAIN_HISTORY, type VendorNumber, type VendorPlan } from './plan.ts';

/** A send that the vendor accepted. */
export interface AcceptedSend {
  /** The reply that it is, which the vendor is not told: its record's id and sort key. */
  reply: string;
  id: string;
  numberId: string;
  to: string;
  /** Its text; for a template what WhatsApp makes of it, which we do not know. */
  text: string;
  isTemplate: boolean;
  /** When the request was begun, and when it was accepted, epoch ms; and which acceptance it was. */
  begunAt: number;
  at: number;
  order: number;
}

type Sending = Pick<AcceptedSend, 'reply' | 'begunAt'>;

interface SendBody {
  destinationNumber: string;
  text?: string;
  templateId?: string;
}

/** A search of the history for one reply. */
export interface Look {
  /** When its first question came to the vendor, and when its last; epoch ms. */
  from: number;
  to: number;
}

/** The vendor: its send API, its history. */
export interface Vendor {
  /** The HTTP client of one process; `reply` tells the simulation which reply is being sent. */
  client(actor: Actor, reply?: string): (request: HttpRequest) => Promise<HttpResponse>;
  /** A contact wrote: the history has it from now on. */
  hear(message: { numberId: string; from: string; messageId: string; text: string }): void;
  accepted: AcceptedSend[];
  /** The latest search for a reply. */
  lookFor(reply: string): Look | undefined;
  /** Whether the history of a number showed a send at a time, in a form or another. */
  showed(send: AcceptedSend, at: number): boolean;
}

interface VendorOptions {
  plan: VendorPlan;
  numbers: VendorNumber[];
  /** Contacts without WhatsApp: a send to them is refused for good. */
  unknownContacts: ReadonlySet<string>;
  /** How long after a contact's message free text is taken, in ms. */
  windowMs: number;
  onAccept(send: AcceptedSend): void;
  /** A send has left whoever makes it; and the vendor's own answer to it has come back there. */
  onDeparture(reply: string): void;
  onAnswer(reply: string): void;
}

export function makeVendor(
  world: World,
  { plan, numbers, unknownContacts, windowMs, onAccept, onDeparture, onAnswer }: VendorOptions,
): Vendor {
  const { scheduler, faults, coverage, elapsed } = world;
  const random = world.random.stream('vendor');
  const accepted: AcceptedSend[] = [];
  const history: HistoryItem[] = [];
  const looks = new Map<string, Look>();
  const gateways = new WeakSet<HttpResponse>();
  const now = () => scheduler.now() + plan.skewMs;
  const historyNow = () => now() + plan.historySkewMs;
  const date = (): Record<string, string> => (plan.hasDates ? { date: new Date(now()).toUTCString() } : {});
  const refuse = (status: number, code: string, headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers: { ...date(), ...headers },
    body: JSON.stringify({ code }),
  });
  const byGateway = (answers: HttpResponse[]): HttpResponse => {
    const response = random.pick(answers);
    const answer = { ...response, headers: { ...date(), ...response.headers } };
    gateways.add(answer);
    return answer;
  };

  /** What of the history, and of the clocks, is not as one would expect it. */
  const unusual = [
    ...Object.values({ ...plan.history }).filter(
      (value) => !Object.values<unknown>({ ...PLAIN_HISTORY }).includes(value),
    ),
    ...(plan.history.ids === 'none' ? ['without ids'] : []),
    ...(plan.skewMs === 0 ? [] : ['by another clock']),
    ...(plan.hasDates ? [] : ['without the time']),
  ].map((what) => `history: ${typeof what === 'string' ? what : 'of several pages'}`);

  const mood = (): Mood['kind'] | undefined =>
    plan.moods.find(({ from, to }) => elapsed() >= from && elapsed() < to)?.kind;
  const strikes = (probability: number): boolean => !faults.ceased() && random.chance(probability);

  const passage = (): Passage => {
    const kind = mood();
    if (kind === 'unreachable' || strikes(plan.refused)) return { kind: 'refused' };
    if (kind === 'silent' || strikes(plan.silence)) {
      const handledMs = random.pick([undefined, random.between(20, 9_000), random.between(10_000, 20_000)]);
      return { kind: 'silence', handledMs };
    }
    if (strikes(plan.cut)) return { kind: 'cut' };
    if (strikes(plan.answerLost)) return { kind: 'answer lost' };
    return { kind: 'answered', answerMs: strikes(plan.slow) ? random.between(1_000, 12_000) : random.between(20, 400) };
  };

  /** What stands in the way of every request. */
  const refusal = (): HttpResponse | undefined => {
    const kind = mood();
    if (kind === 'rate limited' || strikes(plan.rateLimited)) return refuse(429, 'RATE_LIMITED', retryAfter());
    if (kind === 'unavailable' || strikes(plan.unavailable)) return refuse(500, 'INTERNAL');
    if (kind === 'unauthorized') return refuse(401, 'INVALID_KEY');
    if (kind === 'unpaid') return refuse(402, 'SUBSCRIPTION_REQUIRED');
    return undefined;
  };
  const retryAfter = (): Record<string, string> => {
    const seconds = random.between(1, 90);
    return random.pick<Record<string, string>>([
      {},
      { 'retry-after': String(seconds) },
      { 'retry-after': new Date(now() + seconds * 1000).toUTCString() },
      { 'retry-after': '-5' },
      { 'retry-after': 'soon' },
      { 'retry-after': '0' },
    ]);
  };

  /** A contact who never wrote, as far as the vendor has heard by now, has no window either. */
  const isWindowClosed = (numberId: string, to: string): boolean => {
    const heardAt = history.findLast(
      (item) => item.numberId === numberId && item.participantPhone === to && item.direction === 'INBOUND',
    );
    return scheduler.now() > (heardAt?.shownAt ?? 0) + windowMs;
  };

  const answerSend = (number: VendorNumber, body: string, { reply, begunAt }: Sending): HttpResponse => {
    const { destinationNumber: to, text, templateId } = JSON.parse(body) as SendBody;
    if (mood() === 'offline') return refuse(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED');
    if (unknownContacts.has(to)) return refuse(400, 'WHATSAPP_NOT_EXIST');
    if (text !== undefined && isWindowClosed(number.id, to)) return refuse(400, 'META_OUTSIDE_24H_WINDOW');
    const order = accepted.length + 1;
    const send: AcceptedSend = {
      reply,
      id: `msg_${order}`,
      numberId: number.id,
      to,
      text: text ?? `the words of ${templateId}`,
      isTemplate: text === undefined,
      begunAt,
      at: scheduler.now(),
      order,
    };
    accepted.push(send);
    history.push({
      numberId: number.id,
      direction: 'OUTBOUND',
      id: send.id,
      externalMessageId: whatsappId(send.id),
      text: send.text,
      participantPhone: to,
      createdAt: historyNow(),
      shownAt: scheduler.now() + random.between(0, plan.historyDelayMs),
    });
    if (send.isTemplate) coverage.hit('vendor: template accepted');
    onAccept(send);
    const id = strikes(plan.idLeftOut) ? {} : { id: send.id, correlationId: `corr_${order}` };
    return { status: 202, headers: date(), body: JSON.stringify({ ...id, status: 'QUEUED' }) };
  };

  /** What comes back of a send that the vendor has accepted. */
  const afterAcceptance = (accepted: HttpResponse): HttpResponse => {
    const kind = mood();
    if (kind === 'behind a gateway' || strikes(plan.gatewayAfter)) {
      coverage.hit('vendor: gateway after acceptance');
      return byGateway(GATEWAY);
    }
    if (kind !== 'broken' && !strikes(plan.brokenAfter)) return accepted;
    coverage.hit('vendor: broken after acceptance');
    const { status, headers, body } = random.pick(BROKEN);
    return { status, headers: { ...date(), ...headers }, body };
  };

  const handle = ({ method, url, headers, body = '' }: HttpRequest, sending: Sending): HttpResponse => {
    if (mood() === 'shut off' || strikes(plan.gatewayInstead)) {
      coverage.hit('vendor: gateway instead');
      return byGateway(method === 'POST' ? GATEWAY : GATEWAY_TO_A_QUESTION);
    }
    const refused = refusal();
    if (refused) return refused;
    const number = numbers.find(({ apiKey }) => apiKey === headers['x-api-key']);
    if (number === undefined) return refuse(401, 'INVALID_KEY');
    if (method === 'POST') {
      const answer = answerSend(number, body, sending);
      return answer.status === 202 ? afterAcceptance(answer) : answer;
    }
    const kept = number.relayOnly ? [] : history.filter(({ numberId }) => numberId === number.id);
    const time = { at: scheduler.now(), clock: historyNow() };
    for (const what of unusual) coverage.hit(what);
    if (kept.some(({ shownAt }) => shownAt > time.at)) coverage.hit('history: late');
    return { ...answerHistory(kept, url, time, plan.history), headers: date() };
  };

  return {
    accepted,

    client: (actor, reply = '') => {
      const client = { from: Number.POSITIVE_INFINITY, to: 0 };
      return (request) => {
        const way = passage();
        if (way.kind !== 'answered') coverage.hit(`vendor: ${way.kind}`);
        const sending = { reply, begunAt: scheduler.now() };
        const isSend = request.method === 'POST';
        const what = () => (isSend ? `send ${reply}` : 'history');
        if (isSend && way.kind !== 'refused') onDeparture(reply);
        return httpCall(world, {
          actor,
          what,
          request,
          passage: way,
          handle: () => {
            if (!isSend) {
              client.from = Math.min(client.from, scheduler.now());
              client.to = scheduler.now();
              looks.set(reply, client);
            }
            const response = handle(request, sending);
            coverage.hit(`vendor: ${request.method} ${gateways.has(response) ? 'by a gateway' : response.status}`);
            if (response.body.includes('META_OUTSIDE_24H_WINDOW')) coverage.hit('vendor: outside the window');
            return response;
          },
          onAnswer: (response) => {
            if (isSend && !gateways.has(response)) onAnswer(reply);
          },
        });
      };
    },

    lookFor: (reply) => looks.get(reply),

    showed: ({ id, numberId }, at) => {
      const number = numbers.find((number) => number.id === numberId);
      return number?.relayOnly === false && history.some((item) => item.id === id && item.shownAt <= at);
    },

    hear({ numberId, from, messageId, text }) {
      const createdAt = historyNow();
      const message = { id: `in_${messageId}`, externalMessageId: messageId, text, participantPhone: from };
      history.push({ numberId, direction: 'INBOUND', ...message, createdAt, shownAt: scheduler.now() });
    },
  };
}

/** The id that WhatsApp gives a message. */
export function whatsappId(sentId: string): string {
  return `wamid.${sentId}`;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { VendorActivity } from '../../local/simulator/activity.ts';
import type { SimulatorClock } from '../../local/simulator/clock.ts';
import type { SimulatedMessage } from '../../local/simulator/messages.ts';
import { startVendor, type VendorOptions, type VendorSimulator } from '../../local/simulator/vendor.ts';
import { httpServer } from './http-server.ts';

type Json = Record<string, unknown>;

interface Answer {
  status: number;
  headers: Headers;
  /** As it came; and what it is as JSON, an empty object where it is not JSON. */
  text: string;
  body: Json;
}

/** A webhook of a test's own. */
export interface Hook {
  url: string;
  /** What came, in order. */
  deliveries: { headers: IncomingHttpHeaders; raw: string; body: { event: string; data: Json } }[];
  /** The names of the events that came, in order. */
  events(): string[];
  /** The statuses of the next answers; then every one is 200. The body is always `{}`. */
  answers: number[];
  stop(): Promise<void>;
}

/**
 * The simulator under a clock that stands still until it is moved, and a client that follows the
 * contract.
 */
export interface Simulator {
  vendor: VendorSimulator;
  /** The messages of the sends that were accepted. */
  sends: SimulatedMessage[];
  activities: VendorActivity[];
  clock: ManualClock;
  /** Calls the API with the key of the number, or with another. */
  call(method: string, path: string, body?: unknown, key?: string): Promise<Answer>;
  /** Sends a text and gives the id of the 202. */
  send(fields?: Json): Promise<string>;
  /** Registers a new webhook for these events. */
  hook(events?: string[]): Promise<Hook & { id: string }>;
  stop(): Promise<void>;
}

export async function simulator(options: Partial<VendorOptions> = {}): Promise<Simulator> {
  const clock = manualClock(Date.parse('2026-02-24T10:30:00.000Z'));
  const sends: SimulatedMessage[] = [];
  const activities: VendorActivity[] = [];
  let ids = 0;
  const vendor = await startVendor({
    apiKey: 'ps_local',
    tenantKey: 'ps_tenant',
    observe(activity) {
      activities.push(activity);
      if (activity.kind === 'message' && activity.message.direction === 'OUTBOUND') sends.push(activity.message);
    },
    clock,
    newId: () => String(++ids),
    ...options,
  });
  const hooks: Hook[] = [];

  const call: Simulator['call'] = async (method, path, body, key = 'ps_local') => {
    const response = await fetch(`${vendor.url}${path}`, {
      method,
      headers: { 'x-api-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('application/json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };

  return {
    vendor,
    sends,
    activities,
    clock,
    call,
    async send(fields = { destinationNumber: '+5511999999999', text: 'Hi' }) {
      const { status, body } = await call('POST', '/v1/messages/send', fields);
      expect(status).toBe(202);
      return String(body.id);
    },
    async hook(events = ['*']) {
      const hook = await openHook();
      hooks.push(hook);
      const { body } = await call('POST', '/v1/webhooks', { url: hook.url, name: 'test', events });
      return { ...hook, id: String(body.id) };
    },
    async stop() {
      await vendor.stop();
      await Promise.all(hooks.map((hook) => hook.stop()));
    },
  };
}

export async function openHook(): Promise<Hook> {
  const deliveries: Hook['deliveries'] = [];
  const answers: number[] = [];
  const server = await httpServer(async (request, response) => {
    const raw = Buffer.concat(await request.toArray()).toString();
    deliveries.push({ headers: request.headers, raw, body: JSON.parse(raw) });
    response.writeHead(answers.shift() ?? 200).end('{}');
  });
  const events = () => deliveries.map(({ body }) => body.event);
  return { url: `${server.url}/hook`, deliveries, events, answers, stop: server.stop };
}

/** A clock that stands still until it is moved, and then waits for all that it runs. */
export interface ManualClock extends SimulatorClock {
  advance(ms: number): Promise<void>;
}

function manualClock(start: number): ManualClock {
  let time = start;
  let planned: { at: number; run: () => void | Promise<void> }[] = [];
  const takeNext = (until: number) => {
    const [next] = planned.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    planned = planned.filter((plan) => plan !== next);
    return next;
  };
  return {
    now: () => time,
    after: (ms, run) => void planned.push({ at: time + ms, run }),
    stop: () => {
      planned = [];
    },
    async advance(ms) {
      const until = time + ms;
      for (let next = takeNext(until); next !== undefined; next = takeNext(until)) {
        time = next.at;
        await next.run();
      }
      time = until;
    },
  };
}

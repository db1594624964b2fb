import type { HttpResponse } from '../../lambdas/runtime/http.ts';
import { type Change, type CloudWatch, cloudWatch } from '../support/cloudwatch.ts';
import { type Outage, play } from '../support/outage.ts';
import { template } from '../support/stack.ts';

/*
 * The real functions send to a vendor that has an outage, on the simulated queues and clock; their log lines go through the
 * stack's metric filters, and its alarms judge every minute.
 */

// The limit only ends what never comes to an end.
jest.setTimeout(5 * 60_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM_MS = 30 * MINUTE_MS;
const TO_MS = 2 * HOUR_MS;
const LASTS_MS = 4 * HOUR_MS;

const stack = template();

const every = (minutes: number): number[] => {
  const ms = minutes * MINUTE_MS;
  return Array.from({ length: LASTS_MS / ms - 1 }, (_, i) => i * ms);
};
const LOADS = { busy: every(1), quiet: every(10), 'a single message': [FROM_MS + MINUTE_MS] };

const json = (status: number, code: string): HttpResponse => ({ status, headers: {}, body: JSON.stringify({ code }) });
const page = (status: number): HttpResponse => ({ status, headers: {}, body: '<html><body>Sorry</body></html>' });

/** When each alarm began and ended, in minutes from the start of the outage; those that never rang are not there. */
async function ringsIn(writtenAt: number[], outage: Partial<Outage>): Promise<Record<string, number[]>> {
  const watch = cloudWatch(stack);
  const start = await play({ writtenAt, lastsMs: LASTS_MS }, { from: FROM_MS, to: TO_MS, ...outage }, watch);
  const minutes = ([name, changes]: [string, Change[]]): [string, number[]] => {
    const rings = changes.filter(({ state }, i) => state === 'ALARM' || changes[i - 1]?.state === 'ALARM');
    return [name, rings.map(({ at }) => Math.round((at - start - FROM_MS) / MINUTE_MS))];
  };
  const judged = [...watch.judge(start + MINUTE_MS, start + LASTS_MS)].map(minutes);
  return Object.fromEntries(judged.filter(([, rings]) => rings.length > 0));
}

/** How long it may take until somebody is woken, and until it is said that all is well, in minutes. */
const RINGS_WITHIN = 20;
const ENDS_WITHIN = 75;
const LENGTH = (TO_MS - FROM_MS) / MINUTE_MS;

type Load = keyof typeof LOADS;
type Rings = Record<Load, string[]>;

const BLOCKED = ['RepliesWaiting', 'SendingBlocked'];
const OFFLINE = ['NumberOffline', 'RepliesWaiting'];
const RETRIED = { busy: ['RepliesWaiting', 'SendsRetried'], quiet: ['RepliesWaiting'] };
const onEach = (alarms: string[]): Rings => ({ busy: alarms, quiet: alarms, 'a single message': alarms });

const OUTAGES: [string, Partial<Outage>, Rings][] = [
  ['nothing is wrong', {}, onEach([])],
  [
    'the vendor answers 429 to all',
    { answer: json(429, 'RATE_LIMITED') },
    { ...onEach(['RepliesWaiting']), ...RETRIED },
  ],
  [
    'the vendor answers 503 to all',
    { answer: json(503, 'UNAVAILABLE') },
    { ...onEach(['RepliesWaiting']), ...RETRIED },
  ],
  ['the vendor cannot be reached', { answer: 'refused' }, { ...onEach(['RepliesWaiting']), ...RETRIED }],
  ['the API key is wrong', { answer: json(401, 'INVALID_KEY') }, onEach(BLOCKED)],
  ['the API key is of an account', { answer: json(403, 'TENANT_SCOPE_NOT_ALLOWED') }, onEach(BLOCKED)],
  ['the account is not paid for', { answer: json(402, 'SUBSCRIPTION_REQUIRED') }, onEach(BLOCKED)],
  ['the number is offline', { answer: json(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED') }, onEach(OFFLINE)],
  ['the vendor answers 400 to all', { answer: json(400, 'TEMPLATE_VERSION_NOT_FOUND') }, onEach(['RepliesFailed'])],
  ['the processor does not run', { isProcessorPaused: true }, onEach(['EventsWaiting'])],
];

describe.each(OUTAGES)('when %s', (_, outage, expected) => {
  test.each(Object.keys(LOADS) as Load[])('and the load is %s, the alarm is that, and rings once', async (load) => {
    const rings = await ringsIn(LOADS[load], outage);
    expect(Object.keys(rings).sort()).toEqual(expected[load]);
    for (const [begins = 0, ends = 0, ...again] of Object.values(rings)) {
      expect(begins).toBeGreaterThan(0);
      expect(begins).toBeLessThanOrEqual(RINGS_WITHIN);
      // What failed for good needs no end of the outage: the alarm ends when nothing more fails.
      expect(ends).toBeGreaterThan(begins);
      expect(ends).toBeLessThanOrEqual(LENGTH + ENDS_WITHIN);
      expect(again).toEqual([]);
    }
  });
});

test.each<[string, Partial<Outage>, string[]]>([
  ['403 to all, by a proxy', { answer: page(403) }, ['SendingBlocked', 'ReplyDeadLetters']],
  ['503 to all, by a gateway', { answer: page(503) }, ['RepliesWaiting', 'ReplyDeadLetters']],
  ['nothing at all', { answer: 'silence' }, ['RepliesWaiting', 'ReplyDeadLetters']],
])('a vendor that answers %s wakes somebody, however few write', async (_, outage, alarms) => {
  for (const writtenAt of Object.values(LOADS)) {
    const rings = await ringsIn(writtenAt, outage);
    const begun = alarms.flatMap((alarm) => rings[alarm]?.[0] ?? []);
    expect(Math.min(...begun)).toBeLessThanOrEqual(RINGS_WITHIN);
  }
});

test('an outage of four minutes wakes nobody', async () => {
  const outage = { answer: json(503, 'UNAVAILABLE'), to: FROM_MS + 4 * MINUTE_MS };
  for (const writtenAt of Object.values(LOADS)) expect(await ringsIn(writtenAt, outage)).toEqual({});
});

describe('of log lines alone', () => {
  const START = Date.parse('2026-02-24T10:30:00Z');
  let watch: CloudWatch;
  beforeEach(() => {
    watch = cloudWatch(stack);
  });
  const write = (minute: number, message: string, fields: object = {}) =>
    watch.putLine('Reply', START + minute * MINUTE_MS, { message, ...fields });
  const states = (alarm: string) =>
    (watch.judge(START, START + 3 * HOUR_MS).get(alarm) ?? []).map(
      ({ at, state }) => `${(at - START) / MINUTE_MS} ${state}`,
    );

  test('one reply that waits for a person rings, and does not stop ringing while it is tried again', () => {
    for (const minute of [1, 10, 24]) write(minute, 'waiting');
    expect(states('SendingBlocked')).toEqual(['0 OK', '1 ALARM', '44 OK']);
  });

  test('one reply that was given up rings for an hour', () => {
    write(1, 'expired');
    expect(states('RepliesExpired')).toEqual(['0 OK', '1 ALARM', '61 OK']);
  });

  test('a reply that is refused for good rings where few are sent, and not where it is one of many', () => {
    for (const minute of [1, 2, 3]) write(minute, 'sent', { ageMs: 300 });
    write(4, 'failed', { code: 'INVALID_DESTINATION' });
    expect(states('RepliesFailed')).toEqual(['0 OK', '4 ALARM', '64 OK']);
    for (let minute = 0; minute < 120; minute += 5) write(minute, 'sent', { ageMs: 300 });
    expect(states('RepliesFailed')).toEqual(['0 OK', '4 ALARM', '30 OK']);
    for (let minute = 0; minute < 120; minute++) write(minute, 'sent', { ageMs: 300 });
    expect(states('RepliesFailed')).toEqual(['0 OK', '4 ALARM', '5 OK']);
  });
});

import { USUAL_EVENTS } from '../../../cli/connect/plan.ts';
import { judgeDeliveries } from '../../../cli/status/deliveries.ts';
import { checkEndpoint, judgeClock } from '../../../cli/status/endpoint.ts';
import { guarded } from '../../../cli/status/finding.ts';
import { judgeNumber } from '../../../cli/status/number.ts';
import { judgeQueue } from '../../../cli/status/queues.ts';
import { renderFindings } from '../../../cli/status/render.ts';
import { judgeWebhooks } from '../../../cli/status/webhook.ts';
import { judgeWebhookSecret } from '../../../cli/status/webhook-secret.ts';
import type { VendorLogEntry, VendorWebhook } from '../../../cli/vendor/vendor.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const MINUTE = 60_000;
const command = (line: string) => `pilot ${line}`;

test.each([
  [0, 'ok'],
  [5 * MINUTE, 'ok'],
  [-5 * MINUTE, 'ok'],
  [5 * MINUTE + 1, 'bad'],
  [-5 * MINUTE - 1, 'bad'],
])('a clock that is %d ms off is %s', (offMs, level) => {
  expect(judgeClock(NOW, NOW + offMs).level).toBe(level);
});

test('a clock is said to be ahead or behind', () => {
  expect(judgeClock(NOW, NOW - 90 * MINUTE).what).toContain('90 minutes behind');
});

test('an endpoint that does not answer says nothing about the clock', async () => {
  const fetch = async () => {
    throw new Error('refused');
  };
  const findings = await checkEndpoint('https://api.test', { fetch, now: () => NOW, deploy: 'npm start' });
  expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual(['endpoint bad', 'clock unchecked']);
});

test('a check that fails is a finding of its own, and those that hang on it could not be made', async () => {
  const failed = guarded(['endpoint', 'clock'], async () => {
    throw new Error('throttled');
  });
  expect(await failed).toMatchObject([
    { check: 'endpoint', level: 'bad', what: 'Error: throttled' },
    { check: 'clock', level: 'unchecked', what: 'look at endpoint first' },
  ]);
  expect(await guarded(['endpoint'], async () => [])).toMatchObject([{ check: 'endpoint', level: 'unchecked' }]);
});

describe('the webhook secret', () => {
  const signed = { token: true, signature: {} as never };

  test('without the signing secret that is asked for lets nobody in', () => {
    expect(judgeWebhookSecret({ token: 't' }, signed, command)).toMatchObject([
      { level: 'bad', fix: 'pilot rotate signing-secret' },
    ]);
    expect(judgeWebhookSecret({ token: 't' }, { token: true }, command)).toMatchObject([{ level: 'ok' }]);
  });

  test('with two values has a rotation to finish', () => {
    const secret = { token: 'a', previousToken: 'b', signingSecret: 'c', previousSigningSecret: 'd' };
    expect(judgeWebhookSecret(secret, signed, command).map(({ level, fix }) => [level, fix])).toEqual([
      ['warning', 'pilot rotate token --finish'],
      ['warning', 'pilot rotate signing-secret --finish'],
    ]);
  });
});

describe('the webhook', () => {
  const url = 'https://api.test/hooks/whatsapp/now';
  const webhook: VendorWebhook = { id: 'wh', url, active: true, events: ['*'], numberIds: [] };
  const judge = (...webhooks: VendorWebhook[]) =>
    judgeWebhooks(webhooks, {
      hook: { hookUrl: 'https://api.test/hooks/whatsapp', tokens: ['now', 'before'] },
      number: undefined,
      option: '',
      command,
    }).findings.map(({ level, what }) => `${level}: ${what}`);

  test('for all events is as it should be', () => {
    expect(judge(webhook)).toEqual(['ok: the webhook is active, for all events']);
  });

  test('with the previous token is well while the rotation lasts', () => {
    expect(judge({ ...webhook, url: 'https://api.test/hooks/whatsapp/before' })).toEqual([
      'warning: the URL of the webhook has the previous token',
    ]);
  });

  test('that lacks statuses is worth knowing; that lacks messages is bad', () => {
    const without = (name: string) => USUAL_EVENTS.filter((event) => event !== name);
    expect(judge({ ...webhook, events: without('message.read') })).toEqual(['warning: the webhook lacks message.read']);
    expect(judge({ ...webhook, events: without('message.received') })).toEqual([
      'bad: the webhook lacks message.received',
    ]);
  });

  test('that is there twice is reported', () => {
    expect(judge(webhook, { ...webhook, id: 'wh2' })).toEqual(['warning: wh2 is a second webhook of this stack']);
  });
});

describe('deliveries', () => {
  const delivery = (statusCode: number | undefined): VendorLogEntry => ({
    event: 'message.received',
    accepted: statusCode === 200,
    payload: {},
    at: NOW - 3 * MINUTE,
    ...(statusCode !== undefined && { statusCode }),
  });
  const judge = (...statuses: (number | undefined)[]) =>
    judgeDeliveries(statuses.map(delivery), NOW - 3 * MINUTE, { now: NOW, command });

  test('that all arrived are well', () => {
    expect(judge(200, 200)).toMatchObject({ level: 'ok', what: 'the last delivery was 3 min ago' });
  });

  test('of which the last one failed are bad, and are reported with their statuses', () => {
    const what = 'the last delivery was 3 min ago; of the last 4 attempts 3 failed (401, no answer)';
    expect(judge(401, undefined, 200, 401)).toMatchObject({ level: 'bad', what, fix: 'pilot reconcile' });
  });

  test('that failed before they arrived again are worth knowing', () => {
    expect(judge(200, 503).level).toBe('warning');
  });

  test('that never were are no fault', () => {
    expect(judgeDeliveries([], undefined, { now: NOW, command })).toMatchObject({
      level: 'ok',
      what: 'nothing was delivered yet',
    });
  });
});

describe('the number', () => {
  const told = (event: string, minute: number, numberId = 'n1'): VendorLogEntry => ({
    event,
    accepted: true,
    payload: { event, data: { numberId } },
    at: NOW + minute * MINUTE,
  });

  test('is as the last of its events says', () => {
    const lost = [told('number.connected', 1), told('number.disconnected', 2)];
    expect(judgeNumber(lost, undefined)).toMatchObject({ level: 'bad', what: expect.stringContaining('offline') });
    expect(judgeNumber([...lost, told('number.recovered', 3)], undefined).level).toBe('ok');
  });

  test('is not judged by what happened to another', () => {
    expect(judgeNumber([told('number.disconnected', 1, 'n2')], 'n1').level).toBe('unchecked');
  });
});

describe('a queue', () => {
  const none = { visible: 0, inFlight: 0, delayed: 0 };
  const queue = { name: 'replies' as const, counts: { visible: 2, inFlight: 1, delayed: 3 }, deadLetters: none };

  test('is reported with what waits in it', () => {
    expect(judgeQueue(queue, command)).toEqual([{ check: 'replies', level: 'ok', what: '5 wait, 1 are in progress' }]);
  });

  test('whose oldest message is older than a pause between attempts is held up', () => {
    expect(judgeQueue({ ...queue, oldestSeconds: 15 * 60 }, command)).toMatchObject([{ level: 'ok' }]);
    expect(judgeQueue({ ...queue, oldestSeconds: 15 * 60 + 1 }, command)).toMatchObject([{ level: 'warning' }]);
  });

  test('with dead letters has given somebody up, also while somebody looks at them', () => {
    const deadLetters = { visible: 1, inFlight: 1, delayed: 0 };
    expect(judgeQueue({ ...queue, deadLetters }, command)[1]).toMatchObject({
      level: 'bad',
      what: '2 in the dead-letter queue',
      fix: 'pilot dlq list',
    });
  });
});

test('a finding is shown with what it means and how to fix it', () => {
  const text = renderFindings(
    [
      { check: 'endpoint', level: 'ok', what: 'the endpoint answers' },
      { check: 'key', level: 'bad', what: 'none', why: 'Replies wait.', fix: 'pilot connect' },
      { check: 'alarms', level: 'unchecked', what: 'no CloudWatch' },
    ],
    (text) => text,
  );
  expect(text.split('\n')).toEqual([
    '✓ endpoint  the endpoint answers',
    '✗ key       none',
    '            Replies wait.',
    '            → pilot connect',
    '· alarms    not checked: no CloudWatch',
  ]);
});

import { awsCaller } from '../../cli/aws-call.ts';
import { enableMapping, listMappings } from '../../cli/mappings.ts';
import { checkAlarms, checkMappings, oldestMessageSeconds } from '../../cli/status/aws-only.ts';
import type { Target } from '../../cli/target.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const command = (line: string) => `pilot ${line}`;

const target: Target = {
  name: 'pilot-status-prod in sa-east-1',
  stackId: 'arn:aws:cloudformation:sa-east-1:123456789012:stack/pilot-status-prod/uuid',
  outputs: {
    EventsQueueUrl: 'https://sqs.sa-east-1.amazonaws.com/123456789012/events.fifo',
    RepliesQueueUrl: 'https://sqs.sa-east-1.amazonaws.com/123456789012/replies.fifo',
  },
  aws: { region: 'sa-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' } },
};

/** An AWS that answers by what is asked, and keeps the requests. */
function aws(answerTo: (url: URL, body: Record<string, unknown>) => object, status = 200) {
  const requests: { url: URL; init: RequestInit; headers: Record<string, string> }[] = [];
  const fetch = async (href: string, init: RequestInit = {}) => {
    const url = new URL(href);
    requests.push({ url, init, headers: init.headers as Record<string, string> });
    return new Response(JSON.stringify(answerTo(url, JSON.parse(String(init.body ?? '{}')))), { status });
  };
  return { requests, callAws: awsCaller(target, {}, fetch) };
}

const mapping = (State: string) => (url: URL) => ({
  EventSourceMappings: [{ UUID: String(url.searchParams.get('EventSourceArn')).split(':').at(-1), State }],
});

test('mappings are found by the ARN of their queue, with a signed request', async () => {
  const { requests, callAws } = aws(mapping('Enabled'));
  expect(await listMappings(target, callAws)).toEqual([
    { id: 'events.fifo', queue: 'events', state: 'Enabled' },
    { id: 'replies.fifo', queue: 'replies', state: 'Enabled' },
  ]);
  expect(requests[0]?.url.origin).toBe('https://lambda.sa-east-1.amazonaws.com');
  expect(requests[0]?.url.searchParams.get('EventSourceArn')).toBe('arn:aws:sqs:sa-east-1:123456789012:events.fifo');
  expect(requests[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIA\/\d+\/sa-east-1\/lambda\//);
});

test('a mapping is switched by its id', async () => {
  const { requests, callAws } = aws(() => ({}));
  await enableMapping({ id: 'uuid-1', queue: 'events', state: 'Enabled' }, false, callAws);
  expect(requests[0]).toMatchObject({ init: { method: 'PUT', body: '{"Enabled":false}' } });
  expect(requests[0]?.url.pathname).toBe('/2015-03-31/event-source-mappings/uuid-1');
});

test('what AWS refuses is told with its words', async () => {
  const { callAws } = aws(() => ({ Message: 'not authorized to perform lambda:ListEventSourceMappings' }), 403);
  await expect(listMappings(target, callAws)).rejects.toThrow(/lambda with 403: not authorized/);
});

test('an AWS that cannot be reached is named', async () => {
  const callAws = awsCaller(target, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, () => Promise.reject(new Error()));
  await expect(listMappings(target, callAws)).rejects.toThrow('cannot be reached at http://127.0.0.1:1');
});

test('a queue that nobody works on is a finding', async () => {
  expect(await checkMappings(target, aws(mapping('Enabled')).callAws, command)).toMatchObject([{ level: 'ok' }]);
  expect(await checkMappings(target, aws(mapping('Disabled')).callAws, command)).toMatchObject([
    {
      level: 'bad',
      what: 'nobody works on the queue of events (Disabled) and replies (Disabled)',
      fix: 'pilot resume',
    },
  ]);
});

test('an alarm that is going off is told with its own text, and none of another stage', async () => {
  const { requests, callAws } = aws(() => ({
    MetricAlarms: [
      { AlarmName: 'pilot-status-prod-DeadLetters', AlarmDescription: 'Somebody waits.' },
      { AlarmName: 'pilot-status-prod-2-DeadLetters' },
    ],
  }));
  expect(await checkAlarms(target, callAws)).toEqual([
    { check: 'alarms', level: 'bad', what: 'pilot-status-prod-DeadLetters is going off', why: 'Somebody waits.' },
  ]);
  expect(requests[0]?.headers['x-amz-target']).toBe('GraniteServiceVersion20100801.DescribeAlarms');
  expect(JSON.parse(String(requests[0]?.init.body))).toEqual({
    AlarmNamePrefix: 'pilot-status-prod-',
    StateValue: 'ALARM',
  });
  expect(await checkAlarms(target, aws(() => ({ MetricAlarms: [] })).callAws)).toMatchObject([{ level: 'ok' }]);
});

test('the age of the oldest message is the latest that was measured', async () => {
  const points = [
    { Timestamp: 1, Maximum: 10 },
    { Timestamp: 3, Maximum: 30 },
    { Timestamp: 2, Maximum: 20 },
  ];
  const { requests, callAws } = aws(() => ({ Datapoints: points }));
  expect(await oldestMessageSeconds('https://sqs/1/events.fifo', NOW, callAws)).toBe(30);
  expect(JSON.parse(String(requests[0]?.init.body))).toMatchObject({
    Dimensions: [{ Name: 'QueueName', Value: 'events.fifo' }],
    EndTime: NOW / 1000,
  });
  expect(await oldestMessageSeconds('https://sqs/1/events.fifo', NOW, aws(() => ({})).callAws)).toBeUndefined();
});

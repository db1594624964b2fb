import { text } from 'node:stream/consumers';
import { cloudFormation } from '../../support/cloudformation.ts';
import { httpServer } from '../../support/http-server.ts';
import { pilotInside } from '../../support/pilot.ts';

const OUTPUTS = { IngestLogs: '/ingest', ProcessorLogs: '/processor', ReplyLogs: '/reply' };

const logLine = (at: string, fields: object) => ({
  eventId: at,
  timestamp: Date.parse(at),
  message: `${JSON.stringify({ level: 'INFO', timestamp: at, service: 's', ...fields })}\n`,
});

/** CloudWatch Logs with these answers by log group, and what it was asked. */
async function cloudWatch(answers: Record<string, object>, status = 200) {
  const asked: { target: unknown; authorization: unknown; logGroupName: string }[] = [];
  const server = await httpServer(async (request, response) => {
    const query = JSON.parse(await text(request));
    asked.push({ target: request.headers['x-amz-target'], authorization: request.headers.authorization, ...query });
    response.writeHead(status).end(JSON.stringify(answers[query.logGroupName] ?? {}));
  });
  return { ...server, asked };
}

async function logs(url: string, ...args: string[]) {
  return logsOf(OUTPUTS, url, ...args);
}

async function logsOf(outputs: Record<string, string>, url: string, ...args: string[]) {
  const aws = await cloudFormation({ name: 'pilot-status-prod', stackId: 'arn:x/y/z', outputs });
  const env = {
    AWS_REGION: 'sa-east-1',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
  };
  const ended = await pilotInside(['logs', ...args], env);
  await aws.stop();
  return ended;
}

test('the lines of all functions come in one order, as npm start shows them', async () => {
  const trace = { id: 'cm1', event: 'message.received', conversation: 'f2aa3968baa7ce1ca8c0eb59cfa4a718' };
  const server = await cloudWatch({
    '/reply': { events: [logLine('2026-02-24T10:30:02.000Z', { message: 'sent', ...trace })] },
    '/ingest': { events: [logLine('2026-02-24T10:30:00.000Z', { message: 'accepted', ...trace })] },
    '/processor': { events: [logLine('2026-02-24T10:30:01.000Z', { message: 'decided', ...trace })] },
  });
  const { code, stdout } = await logs(server.url, '--since', '2026-02-24', '--id', 'cm1');
  await server.stop();
  const rest = 'id cm1  event message.received  conversation f2aa3968';
  expect({ code, lines: stdout.split('\n') }).toEqual({
    code: 0,
    lines: [
      `10:30:00.000  ingest     accepted    ${rest}`,
      `10:30:01.000  processor  decided     ${rest}`,
      `10:30:02.000  reply      sent        ${rest}`,
      '',
    ],
  });
  expect(server.asked).toHaveLength(3);
  expect(server.asked[0]).toMatchObject({
    target: 'Logs_20140328.FilterLogEvents',
    authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/sa-east-1\/logs\/aws4_request/),
    startTime: Date.parse('2026-02-24T00:00:00.000Z'),
    filterPattern: expect.stringContaining('$.id = "cm1"'),
  });
});

test('one function can be asked for, and an empty result says so', async () => {
  const server = await cloudWatch({});
  const { code, stdout, stderr } = await logs(server.url, '--function', 'reply');
  await server.stop();
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^No lines since 20/),
  });
  expect(server.asked.map(({ logGroupName }) => logGroupName)).toEqual(['/reply']);
});

test('the publisher of events is among the functions where there is one', async () => {
  const server = await cloudWatch({});
  await logsOf({ ...OUTPUTS, PublisherLogs: '/publisher' }, server.url);
  const absent = await logs(server.url, '--function', 'publisher');
  await server.stop();
  expect(server.asked.map(({ logGroupName }) => logGroupName)).toEqual([
    '/ingest',
    '/processor',
    '/reply',
    '/publisher',
  ]);
  expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining('PublisherLogs') });
});

test('what AWS does not allow is reported, with the permission that it takes', async () => {
  const server = await cloudWatch({ '/ingest': { __type: 'com.amazon#AccessDeniedException', message: 'no' } }, 400);
  const { code, stderr } = await logs(server.url);
  await server.stop();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/AccessDeniedException: no: the command needs logs:FilterLogEvents/),
  });
});

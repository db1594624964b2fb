import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type * as HelpDesk from '../../examples/consumers/help-desk.ts';

const CONVERSATION = 'c'.repeat(32);
const TOKEN = 'desk-token';
const SECRET = 'webhook-secret';

let server: Server;
let desk: typeof HelpDesk;
let tickets: Map<string, { externalId: string }>;
let invocations: unknown[];
let outboxAnswers: object;
let outboxFails: boolean;
const { env } = process;

/** The help desk, which insists on its token and on one ticket for each key, and AWS Lambda, on one server. */
async function serve(request: IncomingMessage): Promise<{ status: number; body: string; headers?: object }> {
  const body = JSON.parse((await text(request)) || '{}');
  if (request.url?.includes('/functions/')) {
    invocations.push(body);
    if (!outboxFails) return { status: 200, body: JSON.stringify(outboxAnswers) };
    const error = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 1 Error: Runtime exited' };
    return { status: 200, body: JSON.stringify(error), headers: { 'x-amz-function-error': 'Unhandled' } };
  }
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: '{}' };
  tickets.set(String(request.headers['idempotency-key']), body);
  return { status: 201, body: '{}' };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { status, body, headers } = await serve(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env = {
    ...env,
    ...{
      HELP_DESK_URL: url,
      HELP_DESK_TOKEN: TOKEN,
      HELP_DESK_WEBHOOK_SECRET: SECRET,
      OUTBOX_ARN: 'outbox',
      AWS_ENDPOINT_URL_LAMBDA: url,
    },
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' },
  };
  desk = await import('../../examples/consumers/help-desk.ts');
});
beforeEach(() => {
  [tickets, invocations, outboxAnswers] = [new Map(), [], { conversation: CONVERSATION, resumed: true }];
  outboxFails = false;
});
afterAll(() => {
  process.env = env;
  server.closeAllConnections();
  server.close();
});

const handedOver = (by: string, id = 'e1') => ({
  detail: { id: `conversation.handed-over ${id}`, conversation: CONVERSATION, stage: 'prod', about: { by } },
});
const closing = (fields: object = {}, token = SECRET) => ({
  headers: { authorization: `Bearer ${token}` },
  body: JSON.stringify({ externalId: CONVERSATION, status: 'closed', ...fields }),
});

test('a conversation that the bot hands over becomes one ticket, however often the event comes', async () => {
  await desk.handler(handedOver('bot'));
  await desk.handler(handedOver('bot'));
  expect([...tickets.values()]).toMatchObject([{ externalId: CONVERSATION }]);
  await desk.handler(handedOver('bot', 'e2'));
  expect(tickets.size).toBe(2);
});

test('a person who took over needs no ticket', async () => {
  await desk.handler(handedOver('person'));
  expect(tickets.size).toBe(0);
});

test('a help desk that refuses makes EventBridge try again', async () => {
  process.env.HELP_DESK_TOKEN = 'wrong';
  await expect(desk.handler(handedOver('bot'))).rejects.toThrow('The help desk answered 401');
  process.env.HELP_DESK_TOKEN = TOKEN;
});

test('a ticket that is closed gives the conversation back to the bot', async () => {
  expect(await desk.closed(closing())).toEqual({ statusCode: 200 });
  expect(invocations).toEqual([{ resume: { conversation: CONVERSATION } }]);
  expect(await desk.closed(closing({ status: 'open' }))).toEqual({ statusCode: 204 });
  expect(await desk.closed(closing({}, 'stranger'))).toEqual({ statusCode: 401 });
  delete process.env.HELP_DESK_WEBHOOK_SECRET;
  expect(await desk.closed(closing({}, 'undefined'))).toEqual({ statusCode: 401 });
  process.env.HELP_DESK_WEBHOOK_SECRET = SECRET;
  expect(invocations).toHaveLength(1);
});

test('an outbox that fails makes the help desk try again, and one that refuses does not', async () => {
  outboxAnswers = { refused: { code: 'TRY_AGAIN', reason: '' } };
  await expect(desk.closed(closing())).rejects.toThrow('The outbox failed');
  outboxAnswers = { refused: { code: 'INVALID', reason: '' } };
  expect(await desk.closed(closing())).toEqual({ statusCode: 400 });
});

test('an outbox that crashes fails the consumer, whose next call gives the conversation back', async () => {
  outboxFails = true;
  await expect(desk.closed(closing())).rejects.toThrow('The outbox failed');
  outboxFails = false;
  expect(await desk.closed(closing())).toEqual({ statusCode: 200 });
  const resume = { resume: { conversation: CONVERSATION } };
  expect(invocations).toEqual([resume, resume]);
});

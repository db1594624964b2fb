import { type HttpRequest, type HttpResponse, TransportError } from '../../../lambdas/http.ts';
import type { ReplyContent } from '../../../lambdas/pilot-status/content.ts';
import { readResponse, type Send, send } from '../../../lambdas/pilot-status/send.ts';

const response = (status: number, body: unknown = {}, headers = {}): HttpResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const message = {
  baseUrl: 'https://vendor.example',
  apiKey: 'ps_k',
  to: '+5511999999999',
  content: { text: 'Olá' },
  timeoutMs: 5,
};
const sendWith = (request: (request: HttpRequest) => Promise<HttpResponse>) => send(message, request, () => 0);

test('a send is a POST with the key and exactly the documented body', async () => {
  const requests: HttpRequest[] = [];
  await sendWith(async (request) => {
    requests.push(request);
    return response(202);
  });
  expect(requests).toEqual([
    {
      method: 'POST',
      url: new URL('https://vendor.example/v1/messages/send'),
      headers: { 'content-type': 'application/json', 'x-api-key': 'ps_k' },
      body: '{"destinationNumber":"+5511999999999","text":"Olá"}',
      timeoutMs: 5,
    },
  ]);
});

async function bodyOf(message: Send): Promise<unknown> {
  let sent: unknown;
  await send(
    message,
    async ({ body = '' }) => {
      sent = JSON.parse(body);
      return response(202);
    },
    () => 0,
  );
  return sent;
}

test.each([
  ['+5511999999999', { destinationNumber: '+5511999999999' }],
  ['BR.1349abc', { destinationNumber: 'BR.1349abc' }],
  ['120363@g.us', { groupId: '120363@g.us' }],
  ['120363@newsletter', { newsletterId: '120363@newsletter' }],
])('what is sent to %s names its destination as %j', async (to, destination) => {
  expect(await bodyOf({ ...message, to })).toEqual({ ...destination, text: 'Olá' });
});

test.each<ReplyContent>([
  { text: 'Olá', buttons: ['Yes', { id: 'no', title: 'No' }], header: 'H', footer: 'F' },
  { templateId: 'tpl_1', variables: { name: 'Ana' } },
  { media: 'https://example.com/menu.pdf', mediaType: 'document', caption: 'Our menu' },
])('content goes into the body as it is: %j', async (content) => {
  expect(await bodyOf({ ...message, content })).toEqual({ destinationNumber: '+5511999999999', ...content });
});

describe('the answer to a send', () => {
  const outcome = (...answer: Parameters<typeof response>) =>
    readResponse(response(...answer), Date.parse('2026-02-24T10:30:00Z'));

  test('202 is sent, with the ids of the vendor', () => {
    const body = { id: 'msg_1', correlationId: 'corr_1', status: 'QUEUED' };
    expect(outcome(202, body)).toEqual({ kind: 'sent', id: 'msg_1', correlationId: 'corr_1' });
  });

  test('202 with a body that is no JSON is sent', () => {
    expect(outcome(202, '<html>')).toEqual({ kind: 'sent' });
  });

  test.each([
    [400, 'failed'],
    [401, 'misconfigured'],
    [402, 'failed'],
    [403, 'misconfigured'],
    [404, 'failed'],
    [409, 'retry'],
    [418, 'failed'],
    [429, 'retry'],
    [500, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [301, 'misconfigured'],
  ])('%i is %s', (status, kind) => {
    expect(outcome(status)).toMatchObject({ kind, code: `HTTP_${status}` });
  });

  test('an error gives the code of the vendor when there is one', () => {
    expect(outcome(409, { code: 'WHATSAPP_INSTANCE_NOT_CONNECTED' })).toEqual({
      kind: 'retry',
      code: 'WHATSAPP_INSTANCE_NOT_CONNECTED',
    });
  });

  test.each(['Cannot send to +5511999999999', 'they wrote: Hi', '', 7, null])(
    'a code that is none, such as %j, is left out, because it may quote the message',
    (code) => {
      expect(outcome(400, { code })).toEqual({ kind: 'failed', code: 'HTTP_400' });
    },
  );

  test.each([400, 403, 409, 422])(
    '%i with the code of a closed window is failed, as waiting does not open it',
    (status) => {
      expect(outcome(status, { code: 'META_OUTSIDE_24H_WINDOW' })).toEqual({
        kind: 'failed',
        code: 'META_OUTSIDE_24H_WINDOW',
      });
    },
  );

  test('Retry-After says how long to wait', () => {
    expect(outcome(429, {}, { 'retry-after': '7' })).toMatchObject({ afterMs: 7_000 });
    expect(outcome(503, {}, { 'retry-after': 'Tue, 24 Feb 2026 10:31:00 GMT' })).toMatchObject({ afterMs: 60_000 });
  });
});

describe('a send without an answer', () => {
  test('is retried when the connection never stood', async () => {
    const outcome = await sendWith(() => Promise.reject(new TransportError('refused', false)));
    expect(outcome).toEqual({ kind: 'retry', code: 'NOT_CONNECTED' });
  });

  test('is unknown when the request may have been read', async () => {
    const outcome = await sendWith(() => Promise.reject(new TransportError('reset', true)));
    expect(outcome).toEqual({ kind: 'unknown', code: 'RESPONSE_LOST' });
  });

  test('is unknown when the error is of another kind', async () => {
    expect(await sendWith(() => Promise.reject(new Error('odd')))).toMatchObject({ kind: 'unknown' });
  });
});

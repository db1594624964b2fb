import type { ReplyContent } from '../../../lambdas/pilot-status/content.ts';
import { type Send, send } from '../../../lambdas/pilot-status/send.ts';
import { type HttpRequest, type HttpResponse, TransportError } from '../../../lambdas/runtime/http.ts';
import { ANSWERED_AT, ANSWERS } from '../../support/answers.ts';

const ACCEPTED: HttpResponse = { status: 202, headers: {}, body: '{"id":"msg_1"}' };
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
    return ACCEPTED;
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
      return ACCEPTED;
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

test.each(ANSWERS.map((vector) => [vector.name, vector] as const))(
  'what an answer means is the outcome: %s',
  async (_, { response: answer, expect: outcome }) => {
    expect(
      await send(
        message,
        async () => answer,
        () => ANSWERED_AT,
      ),
    ).toEqual(outcome);
  },
);

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

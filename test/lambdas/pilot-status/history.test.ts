import { type HttpRequest, type HttpResponse, TransportError } from '../../../lambdas/http.ts';
import { type HistoryQuery, lookUp } from '../../../lambdas/pilot-status/history.ts';

const AT = Date.parse('2026-02-24T10:30:00.000Z');
const iso = (offsetMs: number) => new Date(AT + offsetMs).toISOString();

const QUERY: HistoryQuery = {
  baseUrl: 'https://vendor.example',
  apiKey: 'ps_k',
  to: '+5511999999999',
  content: { text: 'Thanks' },
  attemptedAt: AT,
  arrivedBy: AT + 60_000,
  writtenAt: AT - 5_000,
  timeoutMs: 5,
};

const OURS = {
  id: 'msg_1',
  direction: 'OUTBOUND',
  participantPhone: '+5511999999999',
  text: 'Thanks',
  createdAt: iso(500),
};
const THEIRS = { direction: 'INBOUND', participantPhone: '+5511999999999', text: 'Hi', createdAt: iso(-5_000) };

const page = (items: unknown): HttpResponse => ({ status: 200, headers: {}, body: JSON.stringify(items) });

function ask(answers: (HttpResponse | Error)[], query: Partial<HistoryQuery> = {}) {
  const requests: HttpRequest[] = [];
  const request = async (sent: HttpRequest) => {
    requests.push(sent);
    const answer = answers.shift() ?? page({ items: [] });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { requests, answer: lookUp({ ...QUERY, ...query }, request, () => AT + 60_000) };
}

test('the history is asked about the time in which the send can have arrived', async () => {
  const { requests, answer } = ask([page({ items: [THEIRS] })]);
  await answer;
  expect(requests).toHaveLength(1);
  expect(requests[0]?.headers).toEqual({ 'x-api-key': 'ps_k' });
  expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
    startDate: iso(-10_000),
    endDate: iso(70_000),
    page: '1',
    pageSize: '100',
  });
});

test('where nothing happened at that time, the message of the contact tells whether a history is kept at all', async () => {
  const kept = ask([page({ items: [] }), page({ items: [THEIRS] })]);
  expect(await kept.answer).toEqual({ kind: 'absent' });
  expect(kept.requests[1]?.url.searchParams.get('startDate')).toBe(iso(-605_000));
  expect(await ask([page({ items: [] }), page({ items: [] })]).answer).toEqual({ kind: 'silent' });
});

test('a send is found by address, text and time', async () => {
  expect(await ask([page({ items: [THEIRS, OURS] })]).answer).toEqual({
    kind: 'found',
    matches: [{ id: 'msg_1' }],
    possible: [],
  });
});

test.each([
  ['as a bare list', [THEIRS, OURS]],
  ['under another name', { page: 1, messages: [THEIRS, OURS] }],
])('the list may come %s', async (_how, body) => {
  expect(await ask([page(body)]).answer).toMatchObject({ kind: 'found' });
});

test('a number that lost its ninth digit or its plus is the same', async () => {
  const items = [{ ...OURS, participantPhone: '551199999999' }];
  expect(await ask([page({ items })]).answer).toMatchObject({ kind: 'found' });
});

test.each([
  ['to somebody else', { participantPhone: '+5511777777777' }],
  ['with another text', { text: 'Bye' }],
  ['from long before the attempt', { createdAt: iso(-11_000) }],
  ['from long after it can have arrived', { createdAt: iso(71_000) }],
  ['from the contact', { direction: 'inbound' }],
])('a message %s is not the send', async (_what, difference) => {
  expect(await ask([page({ items: [THEIRS, { ...OURS, ...difference }] })]).answer).toEqual({ kind: 'absent' });
});

test.each([
  ['has no address', { participantPhone: null }],
  ['has no text, because none is kept', { text: '' }],
  ['has no time', { createdAt: undefined }],
  ['has a time that cannot be read', { createdAt: 'yesterday' }],
  ['is from just before the attempt', { createdAt: iso(-3_000) }],
  ['is from just after it can have arrived', { createdAt: iso(63_000) }],
])('a message that might be the send but %s leaves it open', async (_what, difference) => {
  expect(await ask([page({ items: [THEIRS, { ...OURS, ...difference }] })]).answer).toEqual({
    kind: 'found',
    matches: [],
    possible: [{ id: 'msg_1' }],
  });
});

describe('a template, of which we do not know the words,', () => {
  const content = { templateId: 'tpl_1' };

  test.each(['Welcome, Ana!', ''])(
    'may be any message to its address at its time, such as %j, and is none for sure',
    async (text) => {
      expect(await ask([page({ items: [THEIRS, { ...OURS, text }] })], { content }).answer).toEqual({
        kind: 'found',
        matches: [],
        possible: [{ id: 'msg_1' }],
      });
    },
  );

  test('is absent when all that was sent then went to others', async () => {
    const items = [THEIRS, { ...OURS, participantPhone: '+5511777777777' }];
    expect(await ask([page({ items })], { content }).answer).toEqual({ kind: 'absent' });
  });
});

test('a text with buttons may be a message with other words, as how the history gives the buttons is unknown', async () => {
  const content = { text: 'Yes or no?', buttons: ['Yes', 'No'] };
  const items = [{ ...OURS, text: 'Yes or no? [Yes] [No]' }];
  expect(await ask([page({ items })], { content }).answer).toMatchObject({ matches: [], possible: [{ id: 'msg_1' }] });
});

describe('a file', () => {
  const content = { media: 'https://example.com/a.jpg', mediaType: 'image', caption: 'Our menu' } as const;
  const { caption: _, ...bare } = content;

  test('is found by its caption', async () => {
    const items = [{ ...OURS, text: 'Our menu' }];
    expect(await ask([page({ items })], { content }).answer).toMatchObject({ matches: [{ id: 'msg_1' }] });
  });

  test.each([
    ['under another text', content, '[image]'],
    ['without a text', content, ''],
    ['when it has no caption', bare, 'Our menu'],
  ])('is not known for sure %s', async (_how, content, text) => {
    expect(await ask([page({ items: [{ ...OURS, text }] })], { content }).answer).toMatchObject({
      matches: [],
      possible: [{ id: 'msg_1' }],
    });
  });
});

describe('what was sent to', () => {
  const GROUP = '120363000000000001@g.us';
  const found = (to: string, participantPhone: string) =>
    ask([page({ items: [{ ...OURS, participantPhone }] })], { to }).answer;

  test.each([GROUP, 'BR.1349000000003'])('%s is found by that address', async (to) => {
    expect(await found(to, to)).toMatchObject({ kind: 'found', matches: [{ id: 'msg_1' }] });
  });

  test.each([
    [GROUP, '+5511888888888'],
    ['BR.1349000000003', '+5511999999999'],
    ['+5511999999999', '5511999999999@s.whatsapp.net'],
  ])('%s may be what the history has under %s, an address of another kind', async (to, participantPhone) => {
    expect(await found(to, participantPhone)).toMatchObject({
      kind: 'found',
      matches: [],
      possible: [{ id: 'msg_1' }],
    });
  });

  test.each([
    [GROUP, '120363000000000002@g.us'],
    ['BR.1349000000003', 'BR.1349000000004'],
    ['1@newsletter', '2@newsletter'],
  ])('%s is not what went to %s', async (to, participantPhone) => {
    expect(await found(to, participantPhone)).toEqual({ kind: 'absent' });
  });
});

test.each([
  ['is empty, as in relay-only mode', page({ items: [] })],
  ['is no list', page({ nothing: 1 })],
  ['is no JSON', { status: 200, headers: {}, body: '<html>' }],
  ['is not there', { status: 404, headers: {}, body: '' }],
])('a history that %s is silent', async (_what, response) => {
  expect(await ask([response]).answer).toEqual({ kind: 'silent' });
});

test('a long history is read page by page, and one without an end is silent', async () => {
  const full = page({ items: Array(100).fill(THEIRS) });
  expect(await ask([full, full, page({ items: [OURS] })]).answer).toMatchObject({ kind: 'found' });
  const endless = ask(Array(50).fill(full));
  expect(await endless.answer).toEqual({ kind: 'silent' });
  expect(endless.requests).toHaveLength(40);
});

test('a history that cannot be asked now is asked later', async () => {
  const limited = { status: 429, headers: { 'retry-after': '3' }, body: '' };
  expect(await ask([limited]).answer).toEqual({ kind: 'retry', code: 'HTTP_429', afterMs: 3_000 });
  expect(await ask([new TransportError('reset', true)]).answer).toEqual({ kind: 'retry', code: 'NOT_CONNECTED' });
  expect(await ask([{ status: 401, headers: {}, body: '' }]).answer).toMatchObject({ kind: 'misconfigured' });
});

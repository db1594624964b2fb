import { type HistoryQuery, listIn, lookUp } from '../../../lambdas/pilot-status/history.ts';
import { type HttpRequest, type HttpResponse, TransportError } from '../../../lambdas/runtime/http.ts';
import { ANSWERED_AT, ANSWERS } from '../../support/answers.ts';

const AT = Date.parse('2026-02-24T10:30:00.000Z');
const iso = (offsetMs: number) => new Date(AT + offsetMs).toISOString();

const QUERY: HistoryQuery = {
  baseUrl: 'https://vendor.example',
  apiKey: 'ps_k',
  to: ['+5511999999999'],
  content: { text: 'Thanks' },
  firstAttemptAt: AT,
  attemptedAt: AT,
  arrivedBy: AT + 60_000,
  writtenAt: AT - 5_000,
  timeoutMs: 10_000,
};

const OURS = {
  id: 'msg_1',
  direction: 'OUTBOUND',
  participantPhone: '+5511999999999',
  text: 'Thanks',
  createdAt: iso(500),
};
const THEIRS = { direction: 'INBOUND', participantPhone: '+5511999999999', text: 'Hi', createdAt: iso(-5_000) };

/** The vendor's clock when it answers is ours, if nothing else is said. */
const page = (items: unknown, skewMs = 0): HttpResponse => ({
  status: 200,
  headers: { date: new Date(AT + 60_000 + skewMs).toUTCString() },
  body: JSON.stringify(items),
});

const NONE = { kind: 'found', matches: [], doubles: [], possible: [], otherwise: 'absent' };
const FOUND = { ...NONE, matches: [{ id: 'msg_1' }] };
/** It has our words, and more cannot be told. */
const DOUBLE = { ...NONE, doubles: [{ id: 'msg_1' }] };
const UNSURE = { ...NONE, possible: [{ id: 'msg_1' }] };

/** Asks a vendor that gives these answers, and then empty pages. Each takes so many ms. */
function ask(answers: (HttpResponse | Error)[], query: Partial<HistoryQuery> = {}, msEach = 0) {
  const requests: HttpRequest[] = [];
  let now = AT + 60_000;
  const request = async (sent: HttpRequest) => {
    requests.push(sent);
    now += msEach;
    const answer = answers.shift() ?? page({ items: [] });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { requests, answer: lookUp({ ...QUERY, ...query }, request, () => now) };
}

/** What is said of a history with the message of the contact and one more. */
const among = (item: object, query: Partial<HistoryQuery> = {}) => ask([page({ items: [THEIRS, item] })], query).answer;

describe('the history is asked', () => {
  test('about the time in which the send can have arrived, page by page until there is nothing left', async () => {
    const { requests, answer } = ask([page({ items: [THEIRS] })]);
    await answer;
    expect(requests.map(({ headers }) => headers)).toEqual([{ 'x-api-key': 'ps_k' }, { 'x-api-key': 'ps_k' }]);
    expect(requests.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual(
      ['1', '2'].map((page) => ({ startDate: iso(-45_000), endDate: iso(105_000), page, pageSize: '100' })),
    );
  });

  test('from the first attempt on, whenever the latest was', async () => {
    const { requests, answer } = ask([page({ items: [OURS] })], {
      attemptedAt: AT + 3_540_000,
      arrivedBy: AT + 3_600_000,
    });
    expect(await answer).toEqual(FOUND);
    expect(requests[0]?.url.searchParams.get('startDate')).toBe(iso(-45_000));
  });

  test('also for pages that are not full: how many the vendor gives at most is its own affair', async () => {
    const other = (i: number) => ({ ...THEIRS, createdAt: iso(i) });
    const { answer } = ask([page({ items: [other(1), other(2)] }), page({ items: [other(3), OURS] })]);
    expect(await answer).toEqual(FOUND);
  });

  test('within one time for all pages, each of which gets what is left', async () => {
    const pages = Array.from({ length: 9 }, (_, i) => page({ items: [{ ...THEIRS, id: `m${i}` }] }));
    const { requests, answer } = ask(pages, {}, 4_000);
    expect(await answer).toEqual({ kind: 'retry', code: 'HISTORY_SLOW' });
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([10_000, 6_000, 2_000]);
  });
});

test('where nothing happened at that time, the message of the contact tells whether a history is kept at all', async () => {
  const kept = ask([page({ items: [] }), page({ items: [THEIRS] })]);
  expect(await kept.answer).toEqual({ kind: 'absent' });
  expect(kept.requests[1]?.url.searchParams.get('startDate')).toBe(iso(-605_000));
  expect(await ask([page({ items: [] }), page({ items: [] })]).answer).toEqual({ kind: 'silent' });
});

test('a send is found by direction, address, text and time', async () => {
  expect(await among(OURS)).toEqual(FOUND);
});

test.each([
  ['as a bare list', [THEIRS, OURS]],
  ['under another name', { page: 1, messages: [THEIRS, OURS] }],
  ['beside an empty list', { errors: [], items: [THEIRS, OURS] }],
])('the list may come %s', async (_how, body) => {
  expect(await ask([page(body)]).answer).toEqual(FOUND);
});

test.each([
  '5511999999999',
  '551199999999',
  '+55 (11) 99999-9999',
  '5511999999999@s.whatsapp.net',
  '5511999999999:12@s.whatsapp.net',
  '551199999999@c.us',
  'whatsapp:+5511999999999',
])('the number may be written as %s', async (participantPhone) => {
  expect(await among({ ...OURS, participantPhone })).toEqual(FOUND);
});

test.each([
  ['to somebody else', { participantPhone: '+5511777777777' }],
  ['to somebody else, however that is written', { participantPhone: '5511777777777@s.whatsapp.net' }],
  ['from the contact', { direction: 'inbound' }],
  ['from the contact, in another word', { direction: 'RECEIVED' }],
])('a message %s is not the send', async (_what, difference) => {
  expect(await among({ ...OURS, ...difference })).toEqual({ kind: 'absent' });
});

test.each([
  ['has no text, because none is kept', { text: '' }],
  ['has other words', { text: 'Bye' }],
])('a message that might be the send but %s leaves it open', async (_what, difference) => {
  expect(await among({ ...OURS, ...difference })).toEqual(UNSURE);
});

test.each([
  ['has no address', { participantPhone: null }],
  ['goes to a number of another area', { participantPhone: '+5521999999999' }],
  ['has an address of another kind', { participantPhone: '1234567890@lid' }],
  ['has a number that is masked', { participantPhone: '+55119*****999' }],
  ['has no direction', { direction: undefined }],
  ['has a direction that nobody documented', { direction: 'SIDEWAYS' }],
  ['has no time', { createdAt: undefined }],
  ['has a time in words', { createdAt: 'yesterday' }],
  ['has a local time without its zone', { createdAt: '2026-02-24T10:30:00.500' }],
  ['has a local time of another zone without it', { createdAt: '2026-02-24 07:30:00' }],
  ['has a date without a time', { createdAt: '2026-02-24' }],
  ['has a time that was not asked about', { createdAt: iso(-3_600_000) }],
  ['has a time that was not asked about, later', { createdAt: iso(110_000) }],
  ['is from before the attempt', { createdAt: iso(-4_000) }],
  ['is from before the attempt by more than clocks differ as a rule', { createdAt: iso(-29_000) }],
  ['is from when the next reply can begin', { createdAt: iso(60_000) }],
  ['is from after it can have arrived', { createdAt: iso(89_000) }],
])('a message with the words of the send that %s is a double of it', async (_what, difference) => {
  expect(await among({ ...OURS, ...difference })).toEqual(DOUBLE);
});

test.each([
  ['before the attempt', iso(-34_000)],
  ['after it can have arrived', iso(94_000)],
])('a message from long %s is not the send', async (_when, createdAt) => {
  expect(await among({ ...OURS, createdAt })).toEqual({ kind: 'absent' });
});

test('of several attempts the first and the latest are sure, and what is between them may be another reply', async () => {
  const query = { attemptedAt: AT + 3_600_000, arrivedBy: AT + 3_660_000 };
  const at = (offsetMs: number) => among({ ...OURS, createdAt: iso(offsetMs) }, query);
  for (const offsetMs of [0, 25_000, 3_600_000, 3_625_000]) expect(await at(offsetMs)).toEqual(FOUND);
  for (const offsetMs of [60_000, 1_800_000]) expect(await at(offsetMs)).toEqual(DOUBLE);
});

test.each([
  ['with the zone of the vendor', '2026-02-24T07:30:00.500-03:00'],
  ['as an HTTP date', 'Tue, 24 Feb 2026 10:30:00 GMT'],
  ['in epoch milliseconds', AT + 500],
  ['in epoch seconds', (AT + 500) / 1000],
  ['in epoch milliseconds, as a text', String(AT + 500)],
  ['in epoch seconds, as a text', String(AT / 1000)],
])('a time is read %s', async (_how, createdAt) => {
  expect(await among({ ...OURS, createdAt })).toEqual(FOUND);
});

describe("by the vendor's clock, which the Date of its answers tells,", () => {
  const skews = [-900_000, -15_000, -3_000, 3_000, 15_000, 900_000];

  test.each(skews)('a send is found, and one before it is not it, when it is %i ms ahead', async (skewMs) => {
    // A vendor that looks into its history, whatever it is asked.
    const history = [
      { ...OURS, id: 'msg_0', createdAt: iso(skewMs - 60_000) },
      { ...OURS, createdAt: iso(skewMs + 500) },
      { ...OURS, id: 'msg_2', createdAt: iso(skewMs + 120_000) },
    ];
    const request = async ({ url }: HttpRequest) => {
      const [from = '', to = '', number] = ['startDate', 'endDate', 'page'].map(
        (name) => url.searchParams.get(name) ?? '',
      );
      const items = history.filter(({ createdAt }) => from <= createdAt && createdAt <= to);
      return page({ items: number === '1' ? items : [] }, skewMs);
    };
    expect(await lookUp(QUERY, request, () => AT + 60_000)).toMatchObject({
      kind: 'found',
      matches: [{ id: 'msg_1' }],
    });
  });

  test('nothing is found for sure, and nothing is absent, where it is not known', async () => {
    const dateless = (items: unknown[]) => ({ ...page({ items }), headers: {} });
    const answer = (items: unknown[]) => ask([dateless(items), dateless([]), dateless([])]).answer;
    expect(await answer([THEIRS, OURS])).toEqual({ ...DOUBLE, otherwise: 'silent' });
    expect(await answer([THEIRS])).toEqual({ kind: 'silent' });
  });

  test('what is found without looking for it, because the clock of its times is another, is possible', async () => {
    const late = { ...OURS, createdAt: iso(-20_000) };
    expect(await ask([page({ items: [] }), page({ items: [late] })]).answer).toEqual(DOUBLE);
  });
});

describe('a template, of which we do not know the words,', () => {
  const content = { templateId: 'tpl_1' };

  test.each(['Welcome, Ana!', ''])(
    'may be any message to its address at its time, such as %j, and is none for sure',
    async (text) => {
      expect(await among({ ...OURS, text }, { content })).toEqual(UNSURE);
    },
  );

  test('is absent when all that was sent then went to others', async () => {
    expect(await among({ ...OURS, participantPhone: '+5511777777777' }, { content })).toEqual({ kind: 'absent' });
  });
});

describe('our own words', () => {
  const found = (ours: string, text: string) => among({ ...OURS, text }, { content: { text: ours } });

  test.each([
    ['with other line ends', 'One\nTwo', 'One\r\nTwo'],
    ['with accents in another form', 'Olá', 'Ola\u0301'],
    ['without the spaces around them', ' Thanks \n', 'Thanks'],
  ])('are known %s', async (_how, ours, text) => {
    expect(await found(ours, text)).toEqual(FOUND);
  });

  test.each([
    ['shortened', 'A long answer that goes on', 'A long answer…'],
    ['cut', 'A long answer that goes on', 'A long ans'],
    ['with something before them', 'Thanks', '*Bot:* Thanks'],
    ['as entities', 'Fish & chips', 'Fish &amp; chips'],
    ['hidden', 'Thanks', '******'],
  ])('are not known for sure %s, and are not ruled out', async (_how, ours, text) => {
    expect(await found(ours, text)).toEqual(UNSURE);
  });

  test('with buttons may be a message with other words, as how the history gives the buttons is unknown', async () => {
    const content = { text: 'Yes or no?', buttons: ['Yes', 'No'] };
    expect(await among({ ...OURS, text: 'Yes or no? [Yes] [No]' }, { content })).toEqual(UNSURE);
  });
});

describe('a file', () => {
  const content = { media: 'https://example.com/a.jpg', mediaType: 'image', caption: 'Our menu' } as const;
  const { caption: _, ...bare } = content;

  test('is found by its caption', async () => {
    expect(await among({ ...OURS, text: 'Our menu' }, { content })).toEqual(FOUND);
  });

  test.each([
    ['under another text', content, '[image]'],
    ['without a text', content, ''],
    ['when it has no caption', bare, 'Our menu'],
  ])('is not known for sure %s', async (_how, content, text) => {
    expect(await among({ ...OURS, text }, { content })).toEqual(UNSURE);
  });
});

describe('what was sent to', () => {
  const GROUP = '120363000000000001@g.us';
  const found = (to: string, participantPhone: string) => among({ ...OURS, participantPhone }, { to: [to] });

  test.each([GROUP, 'BR.1349000000003'])('%s is found by that address', async (to) => {
    expect(await found(to, to)).toEqual(FOUND);
  });

  test.each([
    [GROUP, '+5511888888888'],
    ['BR.1349000000003', '+5511999999999'],
    ['+5511999999999', 'BR.1349000000003'],
  ])('%s may be what the history has under %s, an address of another kind', async (to, participantPhone) => {
    expect(await found(to, participantPhone)).toEqual(DOUBLE);
  });

  test.each([
    [GROUP, '120363000000000002@g.us'],
    ['BR.1349000000003', 'BR.1349000000004'],
    ['1@newsletter', '2@newsletter'],
  ])('%s is not what went to %s', async (to, participantPhone) => {
    expect(await found(to, participantPhone)).toEqual({ kind: 'absent' });
  });

  test('one of several addresses is found by any of them', async () => {
    const to = ['BR.1349000000003', '+5511999999999'];
    const at = (participantPhone: string) => among({ ...OURS, participantPhone }, { to });
    for (const address of to) expect(await at(address)).toEqual(FOUND);
    expect(await at('1349@lid')).toEqual(DOUBLE);
  });
});

test('a message that the history names only by the id of WhatsApp is given by that', async () => {
  const { id: _, ...item } = OURS;
  expect(await among({ ...item, externalMessageId: 'wamid.1' })).toMatchObject({
    matches: [{ whatsappId: 'wamid.1' }],
  });
});

test.each([
  ['is empty, as in relay-only mode', page({ items: [] })],
  ['is no list', page({ nothing: 1 })],
  ['is no JSON', { status: 200, headers: {}, body: '<html>' }],
  ['is a failure in the form of a list', page({ success: false, errors: [{ message: 'Something went wrong' }] })],
  ['is not there', { status: 404, headers: {}, body: '{"code":"NOT_FOUND"}' }],
])('a history that %s is silent', async (_what, response) => {
  expect(await ask([response]).answer).toEqual({ kind: 'silent' });
});

describe('of a long history', () => {
  const other = (i: number) => ({ ...THEIRS, externalMessageId: `wamid.${i}` });
  const others = (from: number, count = 100) => Array.from({ length: count }, (_, i) => other(from + i));

  test('every page is read', async () => {
    const pages = [others(0), others(100), [OURS]].map((items) => page({ items }));
    expect(await ask(pages).answer).toEqual(FOUND);
    expect(await ask([others(0), others(100)].map((items) => page({ items }))).answer).toEqual({ kind: 'absent' });
  });

  test('one without an end is silent', async () => {
    const endless = ask(Array.from({ length: 70 }, (_, i) => page({ items: others(i * 100) })));
    expect(await endless.answer).toEqual({ kind: 'silent' });
    expect(endless.requests).toHaveLength(60);
  });

  test('one that gives the same page again and again is silent', async () => {
    const deaf = ask(Array.from({ length: 70 }, () => page({ items: others(0) })));
    expect(await deaf.answer).toEqual({ kind: 'silent' });
    expect(deaf.requests).toHaveLength(2);
  });

  test('that moved while it was read is asked again: what slipped from one page to the one before was not seen', async () => {
    const moved = [page({ items: others(0) }), page({ items: others(99) })];
    expect(await ask(moved).answer).toEqual({ kind: 'retry', code: 'HISTORY_SHIFTED' });
  });

  test('that moved, what was found counts', async () => {
    const moved = [page({ items: others(0) }), page({ items: [other(99), OURS] })];
    expect(await ask(moved).answer).toMatchObject({ kind: 'found', matches: [{ id: 'msg_1' }] });
  });

  test('a page that cannot be had is the end of the search', async () => {
    const down = { status: 504, headers: {}, body: '<html>' };
    expect(await ask([page({ items: others(0) }), down]).answer).toEqual({ kind: 'retry', code: 'HTTP_504' });
  });
});

test('a history that cannot be reached is asked later', async () => {
  expect(await ask([new TransportError('reset', true)]).answer).toEqual({ kind: 'retry', code: 'NOT_CONNECTED' });
});

test.each(ANSWERS.map((vector) => [vector.name, vector] as const))(
  'an answer to a send means for the history what it can mean there: %s',
  async (_, { response, expect: { kind, ...said } }) => {
    const asked = await lookUp(
      QUERY,
      async () => response,
      () => ANSWERED_AT,
    );
    const isSuccess = response.status >= 200 && response.status < 300;
    // A list may be a history, and anything else that is no refusal is none.
    if (isSuccess)
      expect(asked.kind).toBe(kind === 'retry' ? 'retry' : response.body.startsWith('[') ? 'found' : 'silent');
    else if (kind === 'failed') expect(asked).toEqual({ kind: 'silent' });
    else expect(asked).toMatchObject({ kind: kind === 'unknown' ? 'retry' : kind, ...said });
  },
);

test.each([
  [[], []],
  [{ items: [{ a: 1 }] }, [{ a: 1 }]],
  [{ warnings: ['slow'], items: [{ a: 1 }] }, [{ a: 1 }]],
  [{ page: 1 }, undefined],
  [{ success: false, items: [] }, undefined],
  [{ error: { code: 'INTERNAL_ERROR' }, items: [] }, undefined],
  ['a text', undefined],
])('the list in %j is %j', (answer, list) => {
  expect(listIn(answer)).toEqual(list);
});

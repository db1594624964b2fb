import type { IncomingHttpHeaders } from 'node:http';
import { readAnswer, type SendOutcome } from '../../../lambdas/pilot-status/answer.ts';
import { type Simulator, simulator } from '../../support/simulator.ts';

/*
 * What the vendor documents, in its order, and that the simulator does it. Each section can be held next to the
 * documentation: events, deliveries, sending, what becomes of a message, other calls, webhooks.
 */

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const CONTACT = '+5511999999999';
const NUMBER = '+5511888888888';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const text = { destinationNumber: CONTACT, text: 'Hi' };
const image = { destinationNumber: CONTACT, media: 'https://example.com/a.jpg', mediaType: 'image' };
const template = { destinationNumber: CONTACT, templateId: 'welcome' };

const post = (body: unknown, key?: string) => vendor.call('POST', '/v1/messages/send', body, key);
const account = (changes: object) => vendor.call('PUT', '/simulator/account', changes);
const faults = (lists: object) => vendor.call('PUT', '/simulator/faults', lists);
const write = (writing: object) => vendor.call('POST', '/simulator/messages', { from: CONTACT, ...writing });
const settle = () => vendor.clock.advance(10_000);

/** The events that come while something is done and settles, each with what it tells. */
async function eventsOf(happen: () => Promise<unknown>) {
  const hook = await vendor.hook();
  await happen();
  await settle();
  return hook.deliveries.map(({ body }) => body);
}

describe('events', () => {
  test('a message that is sent has two ids: its record has one from the start, WhatsApp gives the other', async () => {
    let id = '';
    const events = await eventsOf(async () => {
      id = await vendor.send();
    });
    for (const { data } of events) {
      expect(data).toMatchObject({ id, internalMessageId: id, messageId: expect.stringMatching(/^wamid\./) });
    }
    expect(events.map(({ event }) => event)).toEqual(['message.sent', 'message.delivered', 'message.read']);
  });

  test.each([
    ['message.sent', 'SENT'],
    ['message.delivered', 'DELIVERED'],
    ['message.read', 'READ'],
  ])('%s tells the address, the text, the status and when', async (event, status) => {
    const events = await eventsOf(() => vendor.send());
    expect(events.find((each) => each.event === event)?.data).toMatchObject({
      destinationNumber: CONTACT,
      content: 'Hi',
      status,
      correlationId: expect.stringMatching(/^corr_/),
      createdAt: expect.stringMatching(TIME),
    });
  });

  test('message.failed tells why, and has no id of WhatsApp', async () => {
    const events = await eventsOf(() => vendor.send({ ...text, destinationNumber: '+5500999999999' }));
    expect(events).toMatchObject([
      { event: 'message.failed', data: { messageId: null, errorMessage: 'WHATSAPP_NOT_EXIST' } },
    ]);
  });

  test('with retention 0 a status holds no address and no text', async () => {
    await account({ retention: false });
    const events = await eventsOf(() => vendor.send());
    for (const { data } of events) expect(data).toMatchObject({ destinationNumber: '', content: '' });
    expect(events).toHaveLength(3);
  });

  const link = 'https://example.com/a';
  test.each([
    ['text', { text: 'Hi' }, { content: 'Hi' }],
    ['image', { media: { link, type: 'image', caption: 'Menu' } }, { mediaLink: link, mediaCaption: 'Menu' }],
    ['audio', { media: { link, type: 'audio' } }, { mediaLink: link, mediaType: 'audio' }],
    ['video', { media: { link, type: 'video' } }, { mediaLink: link, mediaType: 'video' }],
    ['document', { media: { link, type: 'document', filename: 'a.pdf' } }, { mediaFilename: 'a.pdf' }],
    ['sticker', { sticker: { link } }, { mediaLink: link, mediaType: 'sticker' }],
    ['location', { location: { latitude: -23.5, longitude: -46.6 } }, { content: '' }],
    ['contacts', { contacts: [{ name: 'Bia', phones: ['+5511777777777'] }] }, { content: '' }],
    ['button', { button: { text: 'Yes', id: 'yes' } }, { content: 'Yes', buttonId: 'yes' }],
  ])('message.received of type %s', async (type, writing, fields) => {
    expect(await eventsOf(() => write({ name: 'Ana', ...writing }))).toMatchObject([
      {
        event: 'message.received',
        data: {
          from: CONTACT,
          to: NUMBER,
          numberId: 'cmm0abc123',
          messageId: expect.stringMatching(/^wamid\./),
          id: expect.any(String),
          type,
          fromMe: false,
          participantName: 'Ana',
          createdAt: expect.stringMatching(TIME),
          ...fields,
        },
      },
    ]);
  });

  test('message.received of type reaction names the message it is for', async () => {
    const quotes = await vendor.send();
    await settle();
    expect(await eventsOf(() => write({ reaction: '👍', quotes }))).toMatchObject([
      { event: 'message.received', data: { type: 'reaction', quotedMessageId: expect.stringMatching(/^wamid\./) } },
    ]);
  });

  test('message.received of what a person wrote on the phone says so', async () => {
    expect(await eventsOf(() => write({ text: 'Hi', fromMe: true }))).toMatchObject([
      { event: 'message.received', data: { fromMe: true, to: CONTACT } },
    ]);
  });

  test('message.received of a file on a Meta number has the id by which it is fetched', async () => {
    await account({ meta: true });
    expect(await eventsOf(() => write({ media: { link, type: 'image' } }))).toMatchObject([
      { data: { mediaId: expect.any(String), phoneNumberId: expect.any(String) } },
    ]);
  });

  test('message.reply quotes a message by the messageId of its message.sent', async () => {
    let quotes = '';
    const [sent] = await eventsOf(async () => {
      quotes = await vendor.send();
    });
    const quotedMessageId = sent?.data.messageId;
    expect(await eventsOf(() => write({ text: 'This', quotes }))).toMatchObject([
      { event: 'message.reply', data: { quotedMessageId, content: 'This' } },
    ]);
    expect(await eventsOf(() => write({ text: 'This', quotes, as: 'both' }))).toMatchObject([
      { event: 'message.reply', data: { quotedMessageId } },
      { event: 'message.received', data: { quotedMessageId } },
    ]);
  });

  test.each([
    ['message.group', { group: { id: '1@g.us', name: 'Family' } }, { groupId: '1@g.us', groupName: 'Family' }],
    [
      'message.newsletter',
      { newsletter: { id: '1@newsletter', name: 'News' } },
      { newsletterId: '1@newsletter', newsletterName: 'News' },
    ],
  ])('%s names the place and the writer', async (event, place, fields) => {
    expect(await eventsOf(() => write({ text: 'Hi', name: 'Ana', ...place }))).toMatchObject([
      { event, data: { fromNumber: CONTACT, fromName: 'Ana', fromMe: false, content: 'Hi', ...fields } },
    ]);
  });

  test('number.disconnected and number.connected report the connection', async () => {
    const events = await eventsOf(async () => {
      await account({ online: false });
      await account({ online: true });
    });
    expect(events.map(({ event }) => event)).toEqual(['number.disconnected', 'number.connected']);
  });

  test.each([
    'number.created',
    'number.removed',
    'number.recovered',
    'number.health_blocked',
    'number.health_degraded',
    'number.health_shadowban',
  ])('%s comes on request', async (event) => {
    const body = { event, data: { id: 'cmm0abc123', numberId: 'cmm0abc123' } };
    expect(await eventsOf(() => vendor.call('POST', '/simulator/events', body))).toEqual([body]);
  });

  test.each(['call.ringing', 'call.connected', 'call.ended', 'call.missed', 'call.permission_updated', 'calls'])(
    '%s comes on request, flat',
    async (event) => {
      const body = { event, id: 'call_1', from: CONTACT };
      expect(await eventsOf(() => vendor.call('POST', '/simulator/events', body))).toEqual([body]);
    },
  );
});

describe('deliveries', () => {
  test('an answer of 200 ends them, any other has the same bytes come again', async () => {
    const hook = await vendor.hook(['message.received']);
    hook.answers.push(500, 202);
    await write({ text: 'Hi' });
    await settle();
    expect(new Set(hook.deliveries.map(({ raw }) => raw)).size).toBe(1);
    expect(hook.deliveries).toHaveLength(3);
  });

  test.each([
    ['duplicate', { events: [{ kind: 'duplicate', next: 1 }] }, ['sent', 'sent', 'delivered', 'read']],
    ['out of order', { events: [{ kind: 'reorder', next: 1 }] }, ['delivered', 'sent', 'read']],
    ['late', { events: [{ kind: 'delay', ms: 1_000, next: 1 }] }, ['delivered', 'sent', 'read']],
    ['never', { events: [{ kind: 'drop', next: 1 }] }, ['delivered', 'read']],
  ])('events may come %s', async (_how, lists, names) => {
    await faults(lists);
    const events = await eventsOf(() => vendor.send());
    expect(events.map(({ event }) => event)).toEqual(names.map((name) => `message.${name}`));
  });
});

describe('POST /v1/messages/send', () => {
  test('202 means queued', async () => {
    expect(await post(text)).toMatchObject({
      status: 202,
      body: {
        id: expect.stringMatching(/^msg_/),
        correlationId: expect.stringMatching(/^corr_/),
        status: 'QUEUED',
        createdAt: expect.stringMatching(TIME),
        origin: expect.any(String),
        sourceNumber: NUMBER,
      },
    });
  });

  const hi = { text: 'Hi' };
  test.each([
    ['a phone number in E.164 with +', { destinationNumber: CONTACT, ...hi }, 202],
    ['a phone number without +', { destinationNumber: '5511999999999', ...hi }, 400],
    ['a BSUID', { destinationNumber: 'BR.1349abc', ...hi }, 202],
    ['a group', { groupId: '1@g.us', ...hi }, 202],
    ['what is no group', { groupId: '1', ...hi }, 400],
    ['a newsletter', { newsletterId: '1@newsletter', ...hi }, 202],
    ['what is no newsletter', { newsletterId: '1', ...hi }, 400],
    ['nowhere', hi, 400],
    ['two places', { ...text, groupId: '1@g.us' }, 400],
  ])('exactly one destination: %s', async (_destination, body, status) => {
    expect(await post(body)).toMatchObject({ status });
  });

  test.each([{ groupId: '1@g.us' }, { newsletterId: '1@newsletter' }])(
    '%j is no destination of a Meta number',
    async (to) => {
      await account({ meta: true });
      expect(await post({ ...to, text: 'Hi' })).toMatchObject({ status: 400 });
    },
  );

  const buttons = ['Yes', { id: 'no' }, { title: 'Perhaps' }];
  const to = { destinationNumber: CONTACT };
  test.each([
    ['a text', text, 202],
    ['a template', template, 202],
    ['a template with variables', { ...template, variables: { name: 'Ana' } }, 202],
    ['an image', image, 202],
    ['a video', { ...image, mediaType: 'video' }, 202],
    ['a document', { ...image, mediaType: 'document' }, 202],
    ['an audio', { ...image, mediaType: 'audio' }, 202],
    ['media of another type', { ...image, mediaType: 'sticker' }, 400],
    ['media without a type', { ...to, media: image.media }, 400],
    ['media without a public URL', { ...image, media: 'a.jpg' }, 400],
    ['media with a caption', { ...image, caption: 'Menu' }, 202],
    ['an audio with a caption', { ...image, mediaType: 'audio', caption: 'Song' }, 400],
    ['three buttons', { ...text, buttons }, 202],
    ['four buttons', { ...text, buttons: [...buttons, 'More'] }, 400],
    ['buttons without a text', { ...template, buttons }, 400],
    ['header and footer with buttons', { ...text, buttons, header: 'H', footer: 'F' }, 202],
    ['a header without buttons', { ...text, header: 'H' }, 400],
    ['a footer without buttons', { ...text, footer: 'F' }, 400],
    ['nothing', to, 400],
    ['two modes', { ...text, ...template }, 400],
    ['a schedule', { ...text, deliverAt: '2026-02-24T11:00:00Z', deliverUntil: '2026-02-24T12:00:00Z' }, 202],
    ['a schedule that is not a time', { ...text, deliverAt: 'tomorrow' }, 400],
  ])('exactly one mode, with what belongs to it: %s', async (_mode, body, status) => {
    expect(await post(body)).toMatchObject({ status });
  });

  type Outcome = SendOutcome['kind'];
  type Row = [status: number, code: string, outcome: Outcome, arrange: () => Promise<unknown>, body: object];
  const ofSend = (fault: object) => () => faults({ sends: [fault] });
  const templates = [{ id: 'welcome', variables: ['name'] }];
  test.each<Row>([
    [400, 'INVALID_PAYLOAD', 'failed', async () => undefined, { text: 'Hi' }],
    [400, 'MISSING_TEMPLATE_VARIABLES', 'failed', () => account({ templates }), template],
    [400, 'ANY_OTHER_CODE', 'failed', ofSend({ kind: 'badRequest', code: 'ANY_OTHER_CODE' }), text],
    [401, 'INVALID_API_KEY', 'misconfigured', ofSend({ kind: 'unauthorized' }), text],
    [402, 'SUBSCRIPTION_REQUIRED', 'misconfigured', ofSend({ kind: 'paymentRequired' }), text],
    [402, 'SUBSCRIPTION_REQUIRED_FOR_MEDIA', 'failed', () => account({ subscription: false }), image],
    [403, 'TENANT_SCOPE_NOT_ALLOWED', 'misconfigured', ofSend({ kind: 'forbidden' }), text],
    [404, 'TEMPLATE_NOT_FOUND', 'failed', () => account({ templates: [] }), template],
    [409, 'WHATSAPP_INSTANCE_NOT_CONNECTED', 'retry', () => account({ online: false }), text],
    [429, 'RATE_LIMIT_EXCEEDED', 'retry', ofSend({ kind: 'rateLimited' }), text],
    [500, 'INTERNAL_ERROR', 'retry', ofSend({ kind: 'broken' }), text],
    [503, 'SERVICE_UNAVAILABLE', 'retry', ofSend({ kind: 'unavailable' }), text],
  ])('%i %s is "%s" to our own client', async (status, code, outcome, arrange, body) => {
    await arrange();
    const answer = await post(body);
    expect(answer).toMatchObject({ status, body: { code, message: expect.any(String) } });
    expect(read(answer)).toMatchObject({ kind: outcome, code });
    expect(vendor.sends).toEqual([]);
  });

  test('a key of the whole account gets 403, no key or another 401', async () => {
    expect(await post(text, 'ps_tenant')).toMatchObject({ status: 403, body: { code: 'TENANT_SCOPE_NOT_ALLOWED' } });
    for (const key of ['ps_other', '']) {
      expect(await post(text, key)).toMatchObject({ status: 401, body: { code: 'INVALID_API_KEY' } });
    }
  });

  test.each([
    [{ retryAfterSeconds: 7 }, 7_000],
    [{ retryAfterSeconds: 7, retryAfterDate: true }, 7_000],
  ])('429 and 503 may say when to try again: %j', async (pause, afterMs) => {
    for (const kind of ['rateLimited', 'unavailable']) {
      await faults({ sends: [{ kind, ...pause }] });
      expect(read(await post(text))).toMatchObject({ kind: 'retry', afterMs });
    }
  });

  test('a send whose answer is lost was accepted all the same, and the history tells', async () => {
    await faults({ sends: [{ kind: 'lost', next: 1 }] });
    await expect(post(text)).rejects.toThrow();
    const { body } = await vendor.call('GET', `/v1/messages/history?${range()}`);
    expect(body.items).toMatchObject([{ text: 'Hi', participantPhone: CONTACT }]);
  });

  test.each([
    [
      { kind: 'badRequest', code: 131056 },
      { kind: 'retry', code: '131056' },
    ],
    [
      { kind: 'badRequest', code: 131056, nested: true },
      { kind: 'retry', code: '131056' },
    ],
    [
      { kind: 'badRequest', code: 'RATE_LIMIT', nested: true },
      { kind: 'retry', code: 'RATE_LIMIT' },
    ],
    [{ kind: 'blocked' }, { kind: 'misconfigured', what: 'gateway', code: 'HTTP_403', doubt: 'blocked' }],
    [
      { kind: 'blocked', status: 413 },
      { kind: 'misconfigured', what: 'gateway', code: 'HTTP_413', doubt: 'blocked' },
    ],
    [
      { kind: 'blocked', status: 301, location: 'https://www.example.com/v1/messages/send' },
      { kind: 'misconfigured', what: 'baseUrl', host: 'www.example.com', code: 'HTTP_301', doubt: 'blocked' },
    ],
  ])('with %j a send is not accepted, and is to our own client %j', async (fault, outcome) => {
    await faults({ sends: [fault] });
    expect(read(await rawPost(text))).toEqual(outcome);
    expect(vendor.sends).toEqual([]);
  });

  test.each([
    [{ kind: 'gateway' }, { kind: 'unknown', code: 'HTTP_504' }],
    [
      { kind: 'gateway', status: 522 },
      { kind: 'unknown', code: 'HTTP_522' },
    ],
    [
      { kind: 'gateway', status: 202 },
      { kind: 'unknown', code: 'HTTP_202' },
    ],
    [{ kind: 'brokenAfter' }, { kind: 'retry', code: 'INTERNAL_ERROR', doubt: 'broken' }],
  ])('with %j a send is accepted, and is to our own client %j', async (fault, outcome) => {
    await faults({ sends: [fault] });
    expect(read(await rawPost(text))).toEqual(outcome);
    expect(vendor.sends).toHaveLength(1);
  });

  /** As it comes, without following where it leads. */
  async function rawPost(body: object) {
    const response = await fetch(`${vendor.vendor.url}/v1/messages/send`, {
      method: 'POST',
      headers: { 'x-api-key': 'ps_local', 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers, text: await response.text(), body: {} };
  }

  /** What our own client makes of an answer. */
  function read({ status, headers, text }: Awaited<ReturnType<typeof post>>): SendOutcome {
    const plain = Object.fromEntries(headers) as IncomingHttpHeaders;
    return readAnswer({ status, headers: plain, body: text }, vendor.clock.now());
  }
});

describe('what becomes of a message', () => {
  test.each([
    'DELIVERED_NOT_CONFIRMED',
    'INVALID_DESTINATION',
    'PILOT_SELF_NUMBER',
    'WHATSAPP_NOT_EXIST',
    'META_OUTSIDE_24H_WINDOW',
    'META_NO_CONVERSATION',
    'META_TEMPLATE_NOT_APPROVED',
    'TEMPLATE_VERSION_NOT_FOUND',
    'EXPIRED_AFTER_ATTEMPTS',
    'NEVER_ATTEMPTED_MAX_AGE_EXCEEDED',
    'DELIVERY_TIMEOUT',
    'NUMBER_NOT_FOUND_REMOVED',
    'LINKED_WHATSAPP_INSTANCE_NOT_FOUND',
  ])('it fails with %s on request', async (code) => {
    await faults({ sends: [{ kind: 'failed', code }] });
    expect(await eventsOf(() => vendor.send())).toMatchObject([
      { event: 'message.failed', data: { status: 'FAILED', errorMessage: code } },
    ]);
  });

  test.each([
    ['PILOT_SELF_NUMBER', { destinationNumber: NUMBER, text: 'Hi' }],
    ['WHATSAPP_NOT_EXIST', { destinationNumber: '+5500999999999', text: 'Hi' }],
  ])('it fails with %s by itself', async (errorMessage, send) => {
    expect(await eventsOf(() => vendor.send(send))).toMatchObject([{ data: { errorMessage } }]);
  });

  test('one that could not leave before its deadline fails with EXPIRED_AFTER_ATTEMPTS', async () => {
    const events = await eventsOf(async () => {
      await vendor.send({ ...text, deliverAt: '2026-02-24T10:30:01Z', deliverUntil: '2026-02-24T10:30:02Z' });
      await account({ online: false });
    });
    expect(events.map(({ data }) => data.errorMessage)).toContain('EXPIRED_AFTER_ATTEMPTS');
  });

  test('on a Meta number free text works within 24 hours of what the contact wrote last', async () => {
    await account({ meta: true });
    await write({ text: 'Hello' });
    expect((await eventsOf(() => vendor.send())).map(({ event }) => event)).toContain('message.sent');
    await vendor.clock.advance(24 * 60 * 60 * 1_000);
    expect(await eventsOf(() => vendor.send())).toMatchObject([{ data: { errorMessage: 'META_OUTSIDE_24H_WINDOW' } }]);
  });

  test('GET /v1/messages/{id} takes the internal id, the correlationId and the id of WhatsApp', async () => {
    const { body } = await post(text);
    expect(await vendor.call('GET', `/v1/messages/${body.id}`)).toMatchObject({ body: { status: 'QUEUED' } });
    await settle();
    const { messageId } = (await vendor.call('GET', `/v1/messages/${body.id}`)).body;
    for (const id of [body.id, body.correlationId, messageId]) {
      expect(await vendor.call('GET', `/v1/messages/${id}`)).toMatchObject({ body: { id: body.id, status: 'READ' } });
    }
    const missing = await vendor.call('GET', '/v1/messages/none');
    expect(missing).toMatchObject({ status: 404, body: { code: 'MESSAGE_NOT_FOUND' } });
  });

  test('GET /v1/messages/history lists both directions, page by page', async () => {
    await vendor.send();
    await write({ text: 'Hello' });
    const page = async (number: number) =>
      (await vendor.call('GET', `/v1/messages/history?${range()}&page=${number}&pageSize=1`)).body.items;
    expect(await page(1)).toMatchObject([{ direction: 'OUTBOUND', status: 'QUEUED', text: 'Hi' }]);
    expect(await page(2)).toMatchObject([
      { direction: 'INBOUND', externalMessageId: expect.stringMatching(/^wamid\./), participantPhone: CONTACT },
    ]);
    expect(await page(3)).toEqual([]);
    expect(await vendor.call('GET', `/v1/messages/history?${range()}&pageSize=101`)).toMatchObject({ status: 400 });
  });

  test('GET /v1/messages/history is empty in relay-only mode', async () => {
    await account({ history: false });
    await vendor.send();
    expect((await vendor.call('GET', `/v1/messages/history?${range()}`)).body.items).toEqual([]);
  });
});

describe('GET /v1/media/{mediaId}', () => {
  test('gives the link of a file on a Meta number, and 404 on any other', async () => {
    await account({ meta: true });
    const { body } = await write({ media: { link: 'https://example.com/a', type: 'image' } });
    const { mediaId } = body.data as { mediaId: string };
    const answer = await vendor.call('GET', `/v1/media/${mediaId}`);
    expect(answer).toMatchObject({ status: 200, body: { link: 'https://example.com/a' } });
    await account({ meta: false });
    expect(await vendor.call('GET', `/v1/media/${mediaId}`)).toMatchObject({ status: 404 });
  });
});

describe('webhooks', () => {
  const NEW = { url: 'http://127.0.0.1:1/hook', name: 'app', events: ['message.received'] };
  const create = (fields: object = {}, key?: string) => vendor.call('POST', '/v1/webhooks', { ...NEW, ...fields }, key);
  const created = async (fields?: object) => `/v1/webhooks/${(await create(fields)).body.id}`;

  test('GET /v1/webhooks lists them; creating one twice gives two', async () => {
    await created();
    await created();
    expect((await vendor.call('GET', '/v1/webhooks')).body.items).toMatchObject([NEW, NEW]);
  });

  test('POST /v1/webhooks gives the whole webhook, without a signing secret', async () => {
    expect(Object.keys((await create()).body).sort()).toEqual(
      [
        'id',
        'tenantId',
        'name',
        'url',
        'environment',
        'active',
        'events',
        'lastTriggered',
        'whatsappNumberIds',
        'createdAt',
        'updatedAt',
      ].sort(),
    );
  });

  test.each([
    ['ps_local', 'cmm_other', 400, 'NUMBER_MISMATCH'],
    ['ps_tenant', undefined, 400, 'NUMBER_REQUIRED'],
    ['ps_tenant', 'cmm_other', 404, 'NUMBER_NOT_FOUND'],
  ])('POST /v1/webhooks with the key %s for the number %s is %i %s', async (key, whatsappNumberId, status, code) => {
    expect(await create({ whatsappNumberId }, key)).toMatchObject({ status, body: { code } });
  });

  test('GET, PATCH and DELETE /v1/webhooks/{id} read, change and delete it; then it is a 404', async () => {
    const path = await created();
    expect(await vendor.call('GET', path)).toMatchObject({ status: 200, body: NEW });
    const changes = { name: 'other', url: 'http://127.0.0.1:1/other', active: false, events: ['message.sent'] };
    expect(await vendor.call('PATCH', path, changes)).toMatchObject({ status: 200, body: changes });
    expect(await vendor.call('DELETE', path)).toMatchObject({ status: 204 });
    const missing = { status: 404, body: { code: 'WEBHOOK_NOT_FOUND' } };
    expect(await vendor.call('GET', path)).toMatchObject(missing);
    expect(await vendor.call('PATCH', path, {})).toMatchObject(missing);
    expect(await vendor.call('DELETE', path)).toMatchObject(missing);
    expect(await vendor.call('GET', `${path}/logs`)).toMatchObject(missing);
  });

  test.each([
    ['the list that is given', ['message.read'], ['message.read']],
    ['all of them for *', ['*'], ['message.sent', 'message.delivered', 'message.read']],
    ['none for an empty list', [], []],
  ])('events: %s', async (_which, events, names) => {
    const hook = await vendor.hook(events);
    await vendor.send();
    await settle();
    expect(hook.events()).toEqual(names);
  });

  test('events that the number cannot emit are dropped without a word', async () => {
    const events = ['message.received', 'call.missed', 'no.such'];
    expect(await create({ events })).toMatchObject({ status: 201, body: { events: ['message.received'] } });
    await account({ meta: true });
    expect((await create({ events })).body.events).toEqual(['message.received', 'call.missed']);
  });

  test('active: false pauses', async () => {
    const hook = await vendor.hook();
    await vendor.call('PATCH', `/v1/webhooks/${hook.id}`, { active: false });
    await vendor.send();
    await settle();
    expect(hook.events()).toEqual([]);
  });

  test('GET /v1/webhooks/{id}/logs tells the latest deliveries, with our answer', async () => {
    const hook = await vendor.hook();
    await vendor.send();
    await settle();
    const logs = async (query: string) => (await vendor.call('GET', `/v1/webhooks/${hook.id}/logs${query}`)).body.items;
    expect(await logs('?limit=1')).toEqual([
      {
        event: 'message.read',
        status: 'SUCCESS',
        statusCode: 200,
        payload: hook.deliveries[2]?.body,
        response: '{}',
        durationMs: expect.any(Number),
        createdAt: expect.stringMatching(TIME),
      },
    ]);
    expect(await logs('?event=message.sent')).toHaveLength(1);
    for (const limit of [0, 51]) {
      const refused = await vendor.call('GET', `/v1/webhooks/${hook.id}/logs?limit=${limit}`);
      expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD' } });
    }
  });
});

function range(): string {
  return 'startDate=2026-02-24T10:00:00Z&endDate=2026-02-24T11:00:00Z';
}

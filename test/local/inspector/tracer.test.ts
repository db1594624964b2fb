import type { SimulatedMessage } from '../../../local/simulator/messages.ts';
import { received } from '../../support/samples.ts';
import { CONTACT, SAMPLE_ID, tracedPipeline } from '../../support/traced-pipeline.ts';

const KEY = { id: SAMPLE_ID, event: 'message.received' };
const SEND = { destinationNumber: CONTACT, text: 'Thanks' };

test('a message that is answered goes all the way round, and is done when its reply is sent', () => {
  const on = tracedPipeline();
  on.decided();
  on.replied();
  expect(on.event(1)).toEqual({
    n: 1,
    ...KEY,
    at: 1_000,
    contact: CONTACT,
    text: 'Hi',
    station: 'vendor',
    progress: 'done',
    outcome: 'sent',
    deliveries: 1,
    attempts: 1,
    ids: ['msg_in_id', `sent-${SAMPLE_ID}`],
  });
  expect(on.shown()).toEqual([
    'vendor>api',
    'api>ingest',
    'ingest>events',
    'events>processor',
    'processor>replies',
    'replies>reply',
    'reply>vendor',
  ]);
  expect(on.whats(1)).toEqual([
    'accepted',
    'queued',
    'delivered: 200 OK',
    'taken up',
    'decided: answered, 1 reply',
    'taken up',
    '202 Accepted',
    'sent',
  ]);
});

test('the moves are the same when the processor is faster than the log and the answer of ingest', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm', body: JSON.stringify(received()) });
  expect(on.event(1)).toMatchObject({ contact: CONTACT, station: 'processor', progress: 'moving' });
  on.says('ingest', 'i', 'accepted', { ...KEY, queued: 'm' });
  on.answered(received(), { invocation: 'i' });
  expect(on.event(1)).toMatchObject({ station: 'processor', deliveries: 1 });
  expect(on.shown()).toEqual(['vendor>api', 'api>ingest', 'ingest>events', 'events>processor']);
  expect(on.whats(1)).toEqual(['accepted', 'queued', 'taken up', 'delivered: 200 OK']);
});

test('a reply that is taken up before its decision is reported goes on from there', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm' });
  on.replying('s');
  expect(on.event(1)).toMatchObject({ station: 'reply', progress: 'moving' });
  on.says('processor', 'p', 'decided', { ...KEY, outcome: 'answered', replies: 1 });
  on.batch('processor', 'p', { handled: ['m'] });
  expect(on.event(1)).toMatchObject({ station: 'reply', progress: 'moving' });
  expect(on.shown().slice(3)).toEqual(['events>processor', 'processor>replies', 'replies>reply']);
  expect(on.whats(1)).toEqual(['taken up', 'decided: answered, 1 reply', 'taken up']);
});

test('what was said over HTTP is kept exactly, with when it began and how long it took', () => {
  const on = tracedPipeline();
  on.answered(received());
  expect(on.tracer.trace(1)?.steps[0]).toMatchObject({
    at: 999,
    ms: 1,
    station: 'api',
    exchange: {
      method: 'POST',
      url: '/hooks/whatsapp/token',
      request: { body: JSON.stringify(received()) },
      answer: { status: 200, body: '{}' },
    },
  });
});

test('a second delivery belongs to the same event, is seen to come, and changes nothing of what is done', () => {
  const on = tracedPipeline();
  on.decided();
  on.replied();
  const before = on.moves.length;
  on.says('ingest', 'again', 'accepted', { ...KEY, queued: `e-${SAMPLE_ID}` });
  on.answered(received(), { invocation: 'again' });
  expect(on.tracer.state().events).toHaveLength(1);
  expect(on.event(1)).toMatchObject({ deliveries: 2, progress: 'done', outcome: 'sent', station: 'vendor' });
  expect(on.shown().slice(before)).toEqual(['vendor>api', 'api>ingest', 'ingest>events']);
  expect(on.whats(1)).toContain('dropped: the queue has it already');
});

test('a second delivery that the queue takes is a duplicate for the processor, and the event stays done', () => {
  const on = tracedPipeline();
  on.decided();
  on.replied();
  on.taken('processor', 'p2', { as: 'm2' });
  on.says('processor', 'p2', 'duplicate', KEY);
  on.batch('processor', 'p2', { handled: ['m2'] });
  expect(on.event(1)).toMatchObject({ progress: 'done', outcome: 'sent', attempts: 1 });
  expect(on.whats(1)?.slice(-2)).toEqual(['taken up', 'duplicate']);
});

test('an event that was recorded stays so while it is handled once more', () => {
  const on = tracedPipeline();
  on.recorded('message.read', 'msg_1');
  on.taken('processor', 'p2', { as: 'm2', id: 'msg_1', event: 'message.read' });
  expect(on.event(1)).toMatchObject({ progress: 'done', outcome: 'recorded' });
  on.says('processor', 'p2', 'duplicate', { id: 'msg_1', event: 'message.read' });
  expect(on.event(1)).toMatchObject({ progress: 'done', outcome: 'recorded', attempts: 1 });
});

test('an event with two replies is on its way until both are sent', () => {
  const on = tracedPipeline();
  on.decided({ replies: 2 });
  on.replied();
  expect(on.event(1)).toMatchObject({ station: 'replies', progress: 'moving' });
  on.replying('s2', { index: 1 });
  on.says('reply', 's2', 'sent', { ...KEY, sentId: 'msg_2' });
  expect(on.event(1)).toMatchObject({ station: 'vendor', progress: 'done', outcome: 'sent', attempts: 1 });
});

test('a reply that gets 429 waits in its queue, and is sent at the second attempt', () => {
  const on = tracedPipeline();
  on.decided();
  on.replying('s1');
  on.called('POST', '/v1/messages/send', SEND, 429, { code: 'RATE_LIMIT_EXCEEDED' });
  on.says('reply', 's1', 'retry', { ...KEY, code: 'RATE_LIMIT_EXCEEDED' });
  on.batch('reply', 's1', { failed: [`r-${SAMPLE_ID}-0`] });
  expect(on.event(1)).toMatchObject({ station: 'replies', progress: 'waiting' });
  on.replying('s2');
  expect(on.event(1)).toMatchObject({ station: 'reply', progress: 'moving' });
  on.called('POST', '/v1/messages/send', SEND, 202, { id: 'msg_1' });
  on.says('reply', 's2', 'sent', { ...KEY, sentId: 'msg_1' });
  on.batch('reply', 's2', { handled: [`r-${SAMPLE_ID}-0`] });
  expect(on.event(1)).toMatchObject({ progress: 'done', outcome: 'sent', attempts: 2 });
  const steps = on.tracer.trace(1)?.steps.filter(({ station }) => station === 'reply' || station === 'vendor');
  expect(steps?.map(({ what, tone, attempt }) => [what, tone, attempt])).toEqual([
    ['taken up', 'neutral', 1],
    ['429 Too Many Requests', 'passing', undefined],
    ['retry: RATE_LIMIT_EXCEEDED', 'passing', undefined],
    ['taken up', 'neutral', 2],
    ['202 Accepted', 'good', undefined],
    ['sent', 'good', undefined],
  ]);
});

test('a reply whose answer was lost waits as unknown, and the look-up that finds it is among its steps', () => {
  const on = tracedPipeline();
  on.decided();
  on.replying('s1');
  on.called('POST', '/v1/messages/send', SEND, undefined);
  on.says('reply', 's1', 'unknown', { ...KEY, code: 'RESPONSE_LOST' });
  on.batch('reply', 's1', { failed: [`r-${SAMPLE_ID}-0`] });
  expect(on.event(1)).toMatchObject({ progress: 'waiting', outcome: 'unknown' });
  on.recorded('message.sent', 'msg_1');
  on.replying('s2');
  on.called('GET', '/v1/messages/history?page=1', undefined, 200);
  on.says('reply', 's2', 'sent', { ...KEY, sentId: 'msg_1', found: true });
  expect(on.event(1)).toMatchObject({ progress: 'done', outcome: 'sent' });
  expect(on.whats(1)?.slice(-5)).toEqual([
    'back in the queue',
    'taken up',
    'history: 200 OK',
    'sent: found in the history',
    'reply sent',
  ]);
  expect(on.tracer.trace(1)?.steps.find(({ what }) => what === 'no answer')?.exchange).not.toHaveProperty('answer');
});

test('a reply that was sent when its function crashed is looked up, too', () => {
  const on = tracedPipeline();
  on.decided();
  on.replying('s1');
  on.ended('reply', 's1', 'crash', 'Runtime.ExitError');
  on.batch('reply', 's1', { failed: [`r-${SAMPLE_ID}-0`] });
  on.replying('s2');
  on.called('GET', '/v1/messages/history?page=1', undefined, 200);
  expect(on.whats(1)?.slice(-4)).toEqual(['crash', 'back in the queue', 'taken up', 'history: 200 OK']);
});

test('a look-up is no step of a reply that was not sent, or whose send was answered', () => {
  const on = tracedPipeline();
  on.decided();
  on.replying('s1');
  on.called('GET', '/v1/messages/history?page=1', undefined, 200);
  on.called('POST', '/v1/messages/send', SEND, undefined);
  on.called('POST', '/v1/messages/send', SEND, 401);
  on.called('GET', '/v1/messages/history?page=1', undefined, 200);
  expect(on.whats(1)?.slice(-3)).toEqual(['taken up', 'no answer', '401 Unauthorized']);
});

test('a message that is parked stays so until it is redriven, which sets it moving again', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p1', { as: 'm1' });
  on.says('processor', 'p1', 'broken', { messageId: 'm1', error: 'BotError' });
  on.says('processor', 'p1', 'parked', { messageId: 'm1', reason: 'The bot failed 3 times' });
  on.batch('processor', 'p1', { handled: ['m1'] });
  expect(on.event(1)).toMatchObject({ station: 'events', progress: 'parked' });
  expect(on.shown().at(-1)).toBe('processor>events!');
  expect(on.tracer.trace(1)?.steps.at(-1)).toMatchObject({
    what: 'parked',
    tone: 'bad',
    fields: { reason: 'The bot failed 3 times' },
  });
  on.taken('processor', 'p2', { as: 'm2' });
  expect(on.event(1)).toMatchObject({ station: 'processor', progress: 'moving' });
  on.says('processor', 'p2', 'decided', { ...KEY, outcome: 'silent', replies: 0, because: 'opted out' });
  expect(on.event(1)).toMatchObject({ station: 'processor', progress: 'done', outcome: 'silent' });
  expect(on.whats(1)?.at(-1)).toBe('decided: silent, opted out');
});

test('of two replies the parked one is what counts when the other is sent', () => {
  const on = tracedPipeline();
  on.decided({ replies: 2 });
  expect(on.event(1)).toMatchObject({ station: 'replies', progress: 'moving' });
  on.replying('s1', { index: 0 });
  on.replying('s1', { index: 1, content: { text: 'More' } });
  on.says('reply', 's1', 'sent', { ...KEY, sentId: 'msg_1' });
  expect(on.event(1)).toMatchObject({ station: 'reply', progress: 'moving' });
  on.says('reply', 's1', 'parked', { messageId: `r-${SAMPLE_ID}-1`, reason: 'no key' });
  on.batch('reply', 's1', { handled: [`r-${SAMPLE_ID}-0`, `r-${SAMPLE_ID}-1`] });
  expect(on.event(1)).toMatchObject({ station: 'replies', progress: 'parked' });
});

test('each send is a step of the event whose reply it is, by address and content', () => {
  const on = tracedPipeline();
  for (const id of ['a', 'b']) on.decided({ id });
  on.replying('s', { reply: 'a', cause: { ...KEY, id: 'a' }, content: { text: 'One' } });
  on.replying('s', { reply: 'b', cause: { ...KEY, id: 'b' }, content: { text: 'Two' } });
  on.called('POST', '/v1/messages/send', { destinationNumber: CONTACT, text: 'Two' }, 400);
  expect(on.whats(1)).not.toContain('400 Bad Request');
  expect(on.whats(2)).toContain('400 Bad Request');
});

test('a template that is sent in the place of a reply is a step of that reply', () => {
  const on = tracedPipeline();
  on.decided();
  on.replying('s');
  on.called('POST', '/v1/messages/send', { destinationNumber: CONTACT, templateId: 'reopen' }, 202);
  expect(on.whats(1)?.at(-1)).toBe('202 Accepted');
});

test('a delivery that is refused stands for itself, and shows nothing that nobody vouches for', () => {
  const on = tracedPipeline();
  on.answered(received(), { status: 401, invocation: 'i' });
  expect(on.event(1)).toMatchObject({
    id: 'api-1',
    event: 'message.received',
    station: 'ingest',
    progress: 'refused',
    outcome: '401',
  });
  expect(on.event(1)).not.toHaveProperty('contact');
  on.decided();
  expect(on.tracer.state().events).toHaveLength(2);
});

test('a body that cannot be read is a row of its own, with the lines of the function', () => {
  const on = tracedPipeline();
  on.says('ingest', 'i', 'refused', { status: 400, reason: 'not-json' });
  on.answered('{', { status: 400, invocation: 'i' });
  expect(on.event(1)).toMatchObject({ id: 'api-1', event: 'unknown', progress: 'refused', outcome: '400' });
  expect(on.tracer.trace(1)?.logs).toMatchObject([{ station: 'ingest', line: expect.stringContaining('not-json') }]);
});

test('an error of a function on a delivery is a step of its event, although no log line named the event', () => {
  const on = tracedPipeline();
  on.ended('ingest', 'i', 'crash', 'Runtime.ExitError');
  on.answered(received(), { status: 500, invocation: 'i' });
  expect(on.whats(1)).toEqual(['refused: 500 Internal Server Error', 'crash']);
  expect(on.event(1)).toMatchObject({ station: 'ingest', progress: 'waiting', outcome: '500' });
});

test('of an event that is tried for hours the latest steps and lines are kept', () => {
  const on = tracedPipeline();
  for (let i = 0; i < 400; i++) {
    on.taken('processor', `p-${i}`, { as: 'm' });
    on.prints('processor', `p-${i}`, `line ${i}`);
    on.prints('processor', `p-${i}`, 'again');
    on.batch('processor', `p-${i}`, { failed: ['m'] });
  }
  expect(on.tracer.trace(1)?.steps).toHaveLength(500);
  expect(on.tracer.trace(1)?.steps.at(-2)).toMatchObject({ what: 'taken up', attempt: 400 });
  expect(on.tracer.trace(1)?.logs).toHaveLength(500);
});

test('a delivery that failed on our side waits for the next one, which is the same event', () => {
  const on = tracedPipeline();
  on.answered(received(), { status: 503, invocation: 'i' });
  expect(on.event(1)).toMatchObject({ id: SAMPLE_ID, progress: 'waiting', outcome: '503', contact: CONTACT });
  on.decided();
  expect(on.tracer.state().events).toHaveLength(1);
  expect(on.event(1)).toMatchObject({ progress: 'moving', deliveries: 2, station: 'replies' });
});

test('a refused delivery of an event that is known is counted, and takes nothing from it', () => {
  const on = tracedPipeline();
  on.decided();
  on.answered(received(), { status: 401 });
  expect(on.event(1)).toMatchObject({ deliveries: 2, station: 'replies', progress: 'moving' });
});

test('only what is posted to the webhook is a delivery', () => {
  const on = tracedPipeline();
  on.answered(received(), { path: '/hooks/other/token' });
  expect(on.tracer.state().events).toEqual([]);
});

test('what becomes of a reply is a step of the message that was answered, with a link to the event', () => {
  const on = tracedPipeline();
  on.decided();
  on.replied({ sentId: 'msg_1' });
  for (const status of ['sent', 'delivered', 'read']) on.recorded(`message.${status}`, 'msg_1');
  expect(on.tracer.trace(1)?.steps.slice(-3)).toMatchObject([
    { what: 'reply sent', tone: 'good', n: 2 },
    { what: 'reply delivered', n: 3 },
    { what: 'reply read', n: 4 },
  ]);
  expect(on.event(4)).toMatchObject({ event: 'message.read', progress: 'done', outcome: 'recorded' });
});

test('two events of one batch keep their own lines, and share what is about neither', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm1', id: 'a' }, { as: 'm2', id: 'b' });
  on.prints('processor', 'p', 'hello from the bot');
  on.says('processor', 'p', 'recorded', { id: 'a', event: 'message.received' });
  on.batch('processor', 'p', { handled: ['m1'], failed: ['m2'] });
  const lines = (n: number) => on.tracer.trace(n)?.logs.map(({ line }) => line.slice(0, 5));
  expect(lines(1)).toEqual(['hello', '{"lev']);
  expect(lines(2)).toEqual(['hello']);
  expect(on.event(1)).toMatchObject({ progress: 'done', outcome: 'recorded' });
  expect(on.event(2)).toMatchObject({ progress: 'waiting', station: 'events' });
});

test('what the bot threw stands at its event until the event is decided', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm' });
  on.says('processor', 'p', 'broken', {
    messageId: 'm',
    error: 'BotError: TypeError',
    thrown: 'oh',
    attempt: '1 of 5',
  });
  expect(on.event(1)).toMatchObject({ failure: 'BotError: TypeError: oh, attempt 1 of 5' });
  on.says('processor', 'p', 'decided', { ...KEY, outcome: 'silent', replies: 0 });
  expect(on.event(1)).not.toHaveProperty('failure');
});

test('a function that ends in an error is a step of each event that it was at work on', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm' });
  on.ended('processor', 'p', 'timeout', 'Sandbox.Timedout: Task timed out after 30.00 seconds');
  on.batch('processor', 'p', { failed: ['m'] });
  expect(on.tracer.trace(1)?.steps.at(-2)).toMatchObject({
    what: 'timeout',
    tone: 'bad',
    fields: { error: 'Sandbox.Timedout: Task timed out after 30.00 seconds' },
  });
  expect(on.event(1)).toMatchObject({ progress: 'waiting', station: 'events' });
});

test('a batch that ends after its message was taken up again says nothing of where that is', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p1', { as: 'm' });
  on.taken('processor', 'p2', { as: 'm' });
  on.batch('processor', 'p1', { failed: ['m'] });
  expect(on.event(1)).toMatchObject({ station: 'processor', progress: 'moving' });
});

test('a step that takes a message up tells what is in it and, at the end, how long it took', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm', body: '{"a":1}' });
  on.batch('processor', 'p', { handled: ['m'] });
  expect(on.tracer.trace(1)?.steps[0]).toMatchObject({
    what: 'taken up',
    ms: 5,
    attempt: 1,
    message: { id: 'm', body: '{"a":1}', attributes: KEY },
  });
});

test('a text of more than 64 KB gives way to a mark that says so', () => {
  const on = tracedPipeline();
  on.answered(received({ content: 'x'.repeat(70_000) }));
  const { exchange } = on.tracer.trace(1)?.steps[0] ?? {};
  expect(exchange?.request.body).toMatch(/^\(70\d+ characters, too long to be kept\)$/);
  on.taken('processor', 'p', { as: 'm', id: 'other' });
  on.prints('processor', 'p', 'y'.repeat(65_537));
  expect(on.tracer.trace(2)?.logs[0]?.line).toBe('(65537 characters, too long to be kept)');
});

test('the messages of the chat name the events that brought them, as soon as these are known', () => {
  const on = tracedPipeline();
  const message: SimulatedMessage = {
    id: SAMPLE_ID,
    messageId: 'wamid.1',
    direction: 'INBOUND',
    status: 'RECEIVED',
    destination: { destinationNumber: CONTACT },
    content: { text: 'Hi' },
    createdAt: 1,
  };
  on.wrote(message);
  expect(on.tracer.state().messages).toEqual([
    {
      id: SAMPLE_ID,
      messageId: 'wamid.1',
      chat: CONTACT,
      side: 'contact',
      at: 1,
      state: 'received',
      content: { text: 'Hi' },
    },
  ]);
  on.decided();
  on.wrote({ ...message, id: 'msg_1', direction: 'OUTBOUND', status: 'QUEUED' });
  on.replied({ sentId: 'msg_1' });
  on.tracer.observeVendor({ kind: 'status', message: { ...message, id: 'msg_1', status: 'SENT' } });
  expect(on.tracer.state().messages).toMatchObject([{ n: 1 }, { id: 'msg_1', state: 'sent', n: 1 }]);
});

test('functions are counted: what they do now, what they did, and what went wrong', () => {
  const on = tracedPipeline();
  on.taken('processor', 'p', { as: 'm' });
  expect(on.tracer.state().functions.processor).toMatchObject({ running: 1, invocations: 0 });
  on.ended('processor', 'p', 'crash');
  expect(on.tracer.state().functions.processor).toEqual({
    running: 0,
    invocations: 1,
    errors: 1,
    coldStarts: 0,
    lastMs: 5,
  });
});

test('ten thousand events are kept, the oldest go, and nothing of those that went is found', () => {
  const on = tracedPipeline();
  for (let i = 0; i < 10_100; i++) {
    on.decided({ id: `id-${i}` });
    on.replied({ id: `id-${i}` });
    // The lists of moves would grow without end; pages take them.
    on.moves.length = 0;
  }
  const events = on.tracer.state().events;
  expect(events).toHaveLength(10_000);
  expect(events[0]?.n).toBe(101);
  expect(events.every(({ progress, outcome }) => progress === 'done' && outcome === 'sent')).toBe(true);
  expect(on.tracer.trace(100)).toBeUndefined();
  expect(on.tracer.numberOf({ id: 'id-0', event: 'message.received' })).toBeUndefined();
  on.decided({ id: 'new' });
  on.replied({ id: 'new', sentId: 'sent-id-0' });
  on.recorded('message.sent', 'sent-id-0');
  expect(on.whats(10_101)?.at(-1)).toBe('reply sent');
});

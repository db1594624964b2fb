import type { VendorActivity } from '../../local/simulator/activity.ts';
import type { Content, SimulatedMessage } from '../../local/simulator/messages.ts';
import type { DeliveryAttempt } from '../../local/simulator/webhooks.ts';
import { stepOf, stepReader, vendorStep } from '../../local/steps.ts';
import { renderStep } from '../../operations/steps.ts';

const at = Date.parse('2026-02-24T10:30:00.123Z');
const log = (line: string) => stepOf({ kind: 'log', at, function: 'IngestFunctionB02ED0EB', line });

test('a log line of a function is a step with its fields', () => {
  const line = { level: 'INFO', message: 'accepted', service: 'ingest', timestamp: 't', id: 'e1', conversation: 'c' };
  expect(log(JSON.stringify(line))).toEqual({ at, where: 'ingest', step: 'accepted', id: 'e1', conversation: 'c' });
});

test.each(['plain text', '7', '{"no":"message"}'])('what a function prints otherwise is shown as it is: %s', (line) => {
  expect(log(line)).toEqual({ at, where: 'ingest', step: 'printed', line });
});

test('an invocation is a step only when it failed', () => {
  const invocation = {
    kind: 'invocation',
    at,
    function: 'ReplyFunction9DFF6419',
    requestId: 'r',
    ms: 5,
    coldStart: true,
  } as const;
  expect(stepOf({ ...invocation, outcome: 'ok' })).toBeUndefined();
  expect(stepOf({ ...invocation, outcome: 'timeout', error: 'Task timed out' })).toMatchObject({
    where: 'reply',
    step: 'timeout',
    reason: 'Task timed out',
  });
});

test('a delivery that the queue drops as a duplicate is shown separately', () => {
  const stepsOf = stepReader();
  const accept = (queued: string) =>
    stepsOf({
      kind: 'log',
      at,
      function: 'IngestFunctionB02ED0EB',
      line: JSON.stringify({ message: 'accepted', id: 'e1', queued }),
    });
  expect(accept('q1')).toEqual([{ at, where: 'ingest', step: 'accepted', id: 'e1' }]);
  expect(accept('q1')).toMatchObject([{ step: 'accepted' }, { at, where: 'events', step: 'duplicate', id: 'e1' }]);
  expect(accept('q2')).toHaveLength(1);
});

test('a denied call is a step', () => {
  const denied = {
    kind: 'denied',
    at,
    role: 'R',
    action: 'sqs:SendMessage',
    resource: 'arn',
    because: 'no grant',
  } as const;
  expect(stepOf(denied)).toMatchObject({ where: 'cloud', step: 'denied', action: 'sqs:SendMessage' });
});

test('a step is one line, in which a conversation is short and what is missing is left out', () => {
  const step = {
    at,
    where: 'ingest',
    step: 'accepted',
    id: 'e1',
    conversation: '0123456789abcdef0123456789abcdef',
    x: undefined,
  };
  expect(renderStep(step, (text) => text)).toBe('10:30:00.123  ingest     accepted    id e1  conversation 01234567');
});

const message: SimulatedMessage = {
  id: 'msg_1',
  messageId: null,
  direction: 'OUTBOUND',
  status: 'QUEUED',
  destination: { destinationNumber: '+5511999999999' },
  content: { text: 'Thanks' },
  createdAt: at,
};

const sent = (content: Content): VendorActivity => ({ kind: 'message', message: { ...message, content } });

test('a send shows its text only where a person watches, and never the whole of a phone number', () => {
  const step = { at, where: 'vendor', step: 'received', id: 'msg_1', to: '************99' };
  expect(vendorStep(sent({ text: 'Thanks' }), true)).toEqual({ ...step, text: 'Thanks' });
  expect(vendorStep(sent({ text: 'Thanks' }), false)).toEqual({ ...step, characters: 6 });
});

test('the step of a send that is not a text shows the template, or the type of the file', () => {
  const template = { id: 'tpl_1', variables: { name: 'Ana' } };
  expect(vendorStep(sent({ template }), true)).toEqual({
    at,
    where: 'vendor',
    step: 'received',
    id: 'msg_1',
    to: '************99',
    template: 'tpl_1',
  });
  const media = { link: 'https://example.com/a.jpg', type: 'image' };
  expect(vendorStep(sent({ media }), true)).toMatchObject({ media: 'image' });
});

test('what is written on a phone, and what became of a message, is no step of the vendor', () => {
  expect(vendorStep({ kind: 'message', message: { ...message, direction: 'INBOUND' } }, true)).toBeUndefined();
  expect(vendorStep({ kind: 'message', message: { ...message, fromPhone: true } }, true)).toBeUndefined();
  expect(vendorStep({ kind: 'status', message }, true)).toBeUndefined();
});

test('the step of a delivery tells the event and the status of the answer, and nothing of what was written', () => {
  const payload = { event: 'message.received', data: { id: 'e1', from: '+5511999999999', content: 'Hi' } };
  const attempt = { event: 'message.received', payload, response: 'Hi', durationMs: 7, createdAt: at };
  const step = { at, where: 'vendor', id: 'e1', event: 'message.received', ms: 7 };
  const delivered: DeliveryAttempt = { ...attempt, status: 'SUCCESS', statusCode: 200 };
  expect(vendorStep({ kind: 'delivery', delivery: delivered }, true)).toEqual({
    ...step,
    step: 'delivered',
    code: 200,
  });
  const failed: DeliveryAttempt = { ...attempt, status: 'FAILED', statusCode: null };
  expect(vendorStep({ kind: 'delivery', delivery: failed }, true)).toEqual({
    ...step,
    step: 'not delivered',
    code: 'no answer',
  });

  const call: DeliveryAttempt = { ...delivered, event: 'call.missed', payload: { event: 'call.missed' } };
  expect(vendorStep({ kind: 'delivery', delivery: call }, true)).toMatchObject({ event: 'call.missed', id: undefined });
});

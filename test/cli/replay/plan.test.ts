import { planReplay } from '../../../cli/replay/plan.ts';
import { type Replayed, readReplayFile } from '../../../cli/replay/read-file.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import { received } from '../../support/samples.ts';

const body = JSON.stringify(received({ id: 'cm1' }));
const dropped = {
  queue: 'events' as const,
  id: '1',
  group: 'g',
  parkedAt: 1,
  attributes: { id: 'cm1', event: 'message.received', receivedAt: '1', reason: 'r' },
  body,
};

describe('a file', () => {
  test('holds what was dropped, one a line, or one body', () => {
    const line = JSON.stringify(dropped);
    expect(readReplayFile(`${line}\n`)).toEqual([dropped]);
    expect(readReplayFile(`${line}\n${line}\n`)).toEqual([dropped, dropped]);
    expect(readReplayFile(`${body}\n`)).toEqual([{ queue: 'events', body }]);
  });

  test('with a body of several lines keeps its bytes', () => {
    const pretty = JSON.stringify(JSON.parse(body), null, 2);
    expect(readReplayFile(pretty)).toEqual([{ queue: 'events', body: pretty }]);
  });

  test.each(['', 'nothing', '[]', `${JSON.stringify(dropped)}\n{}`])('that holds %j is refused', (text) => {
    expect(() => readReplayFile(text)).toThrow(/^Line \d was not written by/);
  });
});

const KNOWN = { hashKey: 'a key', now: 1_700_000_000_000 };
const plan = (what: Replayed) => planReplay(what, KNOWN);
const CONVERSATION = contactHash('cmm0abc123', '+5511999999999', KNOWN.hashKey);

test('an event goes back with the key and the time that it had, in the conversation of its contact', () => {
  // The other address that the event names, which may be the contact.
  const others = contactHash('cmm0abc123', '+5511888888888', KNOWN.hashKey);
  expect(plan(dropped)).toEqual({
    kind: 'put',
    queue: 'events',
    key: { id: 'cm1', event: 'message.received' },
    message: {
      body,
      group: CONVERSATION,
      attributes: { id: 'cm1', event: 'message.received', receivedAt: '1', others },
    },
  });
});

test('an event without an id keeps the key of the bytes that came first, which may not be those of the letter', () => {
  const id = `sha256:${'0'.repeat(64)}`;
  expect(plan({ ...dropped, attributes: { ...dropped.attributes, id } })).toMatchObject({ key: { id } });
});

test('a body that was never on the queue is received now', () => {
  expect(plan({ queue: 'events', body })).toMatchObject({
    key: { id: 'cm1', event: 'message.received' },
    message: { group: CONVERSATION, attributes: { receivedAt: String(KNOWN.now) } },
  });
  const byHand = { ...dropped, attributes: { reason: 'It was not put on the queue by the ingest function' } };
  expect(plan(byHand)).toMatchObject({ message: { attributes: { id: 'cm1', receivedAt: String(KNOWN.now) } } });
});

test('a reply goes back as it was', () => {
  const job = { format: 1, reply: 'reply#n#m', index: 0, to: '+5511999999999', content: { text: 'Hi' } };
  const cause = { id: 'cm1', event: 'message.received' };
  const letter = { ...dropped, queue: 'replies' as const, attributes: { ...cause, reason: 'r' } };
  const text = JSON.stringify({ ...job, cause, writtenAt: 1, expiresAt: 2 });
  expect(plan({ ...letter, body: text })).toEqual({
    kind: 'put',
    queue: 'replies',
    key: { id: 'reply#n#m', event: '#reply.0' },
    message: { body: text, group: 'g', attributes: letter.attributes },
  });
});

test('what no function could read is not put back, with the reason', () => {
  const key = { id: 'cm1', event: 'message.received' };
  const refuse = (because: string) => ({ kind: 'refuse', key, because });
  expect(plan({ ...dropped, body: '{' })).toEqual(refuse('its body is not a JSON object'));
  expect(plan({ ...dropped, body: JSON.stringify({ content: 'x'.repeat(2 ** 20) }) })).toEqual(
    refuse('its body is larger than a queue takes'),
  );
  expect(plan({ ...dropped, queue: 'replies' })).toEqual(refuse('its body is not a reply in a known format'));
});

import { text } from '../../../lambdas/bot-api/index.ts';
import { messageEntry, type Outgoing } from '../../../lambdas/queue/sqs.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { received } from '../../support/samples.ts';

/*
 * SQS takes a reply once within five minutes, by its deduplication id: the first guard against two of it. What one answer has
 * several of must not be taken for one.
 */

const bot = { onMessage: () => [text('One'), text('Two'), text('Three')] };

/** The deduplication ids under which replies are enqueued. */
function idsOf(sent: unknown[]): string[] {
  return (sent.flat() as Outgoing[]).map((outgoing) => messageEntry(outgoing).MessageDeduplicationId);
}

test('every part of an answer has a deduplication id of its own, and so have the answers to two messages', async () => {
  const { run, sent } = openProcessor({ bot });
  await run(queued(received({ id: 'a', messageId: 'wa-a' })));
  await run(queued(received({ id: 'b', messageId: 'wa-b' })));
  expect(idsOf(sent)).toHaveLength(6);
  expect(new Set(idsOf(sent)).size).toBe(6);
});

test('a reply that is enqueued once more, because its worker crashed after it, has the id that it had', async () => {
  const { run, sent, processor } = openProcessor({ bot });
  const { complete } = processor.events;
  processor.events.complete = () => Promise.reject(new Error('The worker crashed'));
  await run(queued(received()));
  processor.events.complete = complete;
  const first = idsOf(sent);
  sent.length = 0;
  processor.events.claim = async () => ({ kind: 'claimed', lease: { owner: 'another', until: 0 }, failures: 0 });
  await run(queued(received()));
  expect(first).toHaveLength(3);
  expect(idsOf(sent)).toEqual(first);
});

test('two events that tell of one message are answered under the same ids', async () => {
  const { run, sent, processor } = openProcessor({ bot });
  await run(queued(received({ id: 'a' })));
  const first = idsOf(sent);
  sent.length = 0;
  // As if its answer were long forgotten.
  processor.conversations.read = async (hash) => {
    return { hash, version: 0, decisions: {}, answered: [], memory: undefined, rules: { said: [] } };
  };
  processor.conversations.saveDecisions = async () => true;
  await run(queued({ ...received({ id: 'b' }), event: 'message.reply' }));
  expect(first).toHaveLength(3);
  expect(idsOf(sent)).toEqual(first);
});

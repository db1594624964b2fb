import fc from 'fast-check';
import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../../lambdas/ledger/events.ts';
import { messageRecords } from '../../../lambdas/ledger/messages.ts';
import { numberRecords } from '../../../lambdas/ledger/numbers.ts';
import { outboxRecords } from '../../../lambdas/ledger/outbox.ts';
import { closerTogether } from '../../../lambdas/ledger/replies.ts';
import { sendingRecords } from '../../../lambdas/ledger/sendings.ts';
import { unaskedRecords } from '../../../lambdas/ledger/unasked.ts';
import { handleEvent } from '../../../lambdas/processor/handle-event.ts';
import type { Processor } from '../../../lambdas/processor/processor.ts';
import { workInOrder } from '../../../lambdas/queue/worker.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { runs } from '../../support/properties.ts';
import { RULES } from '../../support/rules.ts';
import { queueMessage, received } from '../../support/samples.ts';

/** Lets a bot throw about one message until the message is parked. */
async function parkWith(thrown: () => unknown) {
  const time = clock();
  const settings = ledgerSettings(time);
  const table = memoryTable();
  const events = eventRecords(table, settings);
  const log = recordedLog();
  const processor: Processor = {
    bot: {
      onMessage: () => {
        throw thrown();
      },
    },
    events,
    conversations: conversationRecords(table, settings, events.isDone),
    enqueue: async () => true,
    messages: messageRecords(table, settings),
    numbers: numberRecords(table, settings),
    closeTogether: closerTogether(table, settings),
    outbox: outboxRecords(table, settings),
    unasked: unaskedRecords(table, settings),
    sendingOf: sendingRecords(table, time.now),
    botTimeoutMs: 1_000,
    maxAttempts: 2,
    usefulMs: 60_000,
    windowMs: 0,
    debounceMs: 0,
    rules: RULES,
    now: time.now,
    log,
  };
  const reasons: string[] = [];
  const attributes = { id: 'e1', event: 'message.received', receivedAt: String(time.now()) };
  const message = queueMessage({ id: 'm1', receiptHandle: 'r1', body: JSON.stringify(received()), attributes });
  for (const _try of [1, 2]) {
    await workInOrder([message], {
      handle: (conversation) => handleEvent(conversation, processor),
      reserveMs: 0,
      remainingMs: () => 1,
      postpone: async () => undefined,
      park: async (_message, reason) => {
        reasons.push(reason);
      },
      random: () => 1,
      log,
    });
  }
  const linesAt = (isDebug: boolean) => log.lines.filter(({ level }) => (level === 'debug') === isDebug);
  const texts = linesAt(false).flatMap(({ step, fields }) => [step, ...Object.values(fields).map(String)]);
  return { texts, reasons, debug: linesAt(true) };
}

/** Errors as bots throw them: with what was written as the message, in it, or as the parser's complaint. */
const WAYS: ((text: string) => unknown)[] = [
  (text) => new Error(text),
  (text) => new TypeError(`Cannot parse: ${text}\n    at ${text} (/home/${text}:1:2)`),
  (text) => new Error('no', { cause: new Error(text) }),
  (text) => text,
  (text) => ({ message: text }),
  (text) => Object.assign(new Error(text), { $fault: 'client', $metadata: {} }),
  (text) => {
    try {
      return JSON.parse(`"${text}`);
    } catch (error) {
      return error;
    }
  },
];

test('whatever a bot throws about a message, no line above debug holds what was written', async () => {
  const fixed = (await Promise.all(WAYS.map((way) => parkWith(() => way('-')))))
    .flatMap(({ texts }) => texts)
    .join('\n');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 4 }), fc.constantFrom(...WAYS), async (text, way) => {
      fc.pre(!fixed.includes(text));
      const { texts } = await parkWith(() => way(text));
      expect(texts.length).toBeGreaterThan(0);
      expect(texts.filter((logged) => logged.includes(text))).toEqual([]);
    }),
    runs,
  );
});

test('the dead-letter queue and debug lines tell what the bot threw', async () => {
  const { reasons, debug } = await parkWith(() => new TypeError('cannot read "Hi"'));
  expect(reasons).toEqual(['The bot failed 2 times: TypeError: cannot read "Hi"']);
  expect(debug).toMatchObject([
    { step: 'broken', fields: { detail: 'cannot read "Hi"' } },
    { step: 'broken', fields: { detail: 'cannot read "Hi"' } },
  ]);
});

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { Answer } from '../../../lambdas/bot-api/index.ts';
import { readAnswer } from '../../../lambdas/bot-api/read-answer.ts';
import { jsonBody } from '../../../lambdas/queue/body.ts';
import { runs } from '../../support/properties.ts';

/** What SQS takes in a body. */
const TAKEN = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** Any text, halves of characters and forbidden ones included. */
const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\uD83D', '\uFFFE', '\uFFFF', '\0')),
});

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withObjectString: true,
  withNullPrototype: true,
  key: anyText,
  values: [fc.boolean(), fc.double(), fc.integer(), fc.maxSafeInteger(), anyText, fc.constantFrom(null, undefined)],
});

const anyAction = fc.oneof(
  anything,
  anyText,
  fc.record({ kind: fc.constant('send'), content: fc.record({ text: anyText, buttons: fc.array(anything) }) }),
  fc.record({ kind: fc.constant('send'), content: fc.record({ templateId: anyText, variables: anything }) }),
  fc.record({ kind: fc.constant('remember'), memory: anything }),
  fc.record({ kind: fc.constant('hand-over'), minutes: fc.oneof(fc.double(), anything) }),
);

function read(answer: unknown) {
  try {
    return readAnswer(answer as Answer);
  } catch (error) {
    // Errors of the test's own realm and of Node's are both TypeErrors by name.
    expect((error as Error).name).toMatch(/^(TypeError|RangeError)$/);
    return undefined;
  }
}

test('whatever a bot answers is refused at once, or comes back from the ledger and from the queue as it went in', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(anyAction, fc.array(anyAction, { maxLength: 4 })), (answer) => {
      const actions = read(answer);
      if (actions === undefined) return;
      accepted += actions.length;
      for (const action of actions) {
        if (action.kind === 'send') {
          expect(unmarshall(marshall(action.content))).toEqual(action.content);
          const body = jsonBody(action.content);
          expect(body).toMatch(TAKEN);
          expect(JSON.parse(body)).toEqual(action.content);
        }
        if (action.kind === 'remember' && action.memory !== undefined) {
          const stored = JSON.stringify(action.memory);
          expect(unmarshall(marshall({ stored })).stored).toBe(stored);
          expect(JSON.parse(stored)).toEqual(action.memory);
        }
        if (action.kind === 'hand-over') {
          const pausedUntil = Date.now() + (action.minutes ?? 0) * 60_000;
          expect(unmarshall(marshall({ pausedUntil }))).toEqual({ pausedUntil });
        }
      }
    }),
    runs,
  );
  expect(accepted).toBeGreaterThan(0);
});

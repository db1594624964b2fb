import { withThrownMessages } from '../../local/bot-errors.ts';
import type { CloudEvent } from '../../local/cloud/events.ts';

function observed() {
  const seen: Record<string, unknown>[] = [];
  const observe = withThrownMessages((event) => {
    if (event.kind === 'log') seen.push(event.line.startsWith('{') ? JSON.parse(event.line) : { line: event.line });
    else seen.push({ kind: event.kind, ...(event.kind === 'invocation' && { error: event.error }) });
  });
  const log = (line: object | string) => {
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    observe({ kind: 'log', at: 1, function: 'ProcessorFunction', line: text });
  };
  return { seen, observe, log };
}

const DEBUG = { level: 'DEBUG', message: 'broken', messageId: 'm1' };
const ERROR = { level: 'ERROR', message: 'broken', messageId: 'm1', error: 'BotError: TypeError', attempt: 4 };

test('an error is shown with what was thrown, where in the source, and which attempt of how many it was', () => {
  const { seen, log } = observed();
  const stack = 'node:internal/x:1:1\nlambdas/processor/ask.ts:3:4\nmy/bot.ts:7:9\nlambdas/bot.ts:1:1';
  log({ ...DEBUG, detail: 'oh no', failures: 2, maxAttempts: 5 });
  log({ ...ERROR, stack });
  expect(seen).toEqual([{ ...ERROR, thrown: 'oh no', place: 'my/bot.ts:7:9', attempt: '2 of 5' }]);
});

test('an error without a message of its own keeps the sentence that it has', () => {
  const { seen, log } = observed();
  log({ ...DEBUG, failures: 1, maxAttempts: 5 });
  log({ ...ERROR, error: 'BotError: The bot took longer than 10 s' });
  expect(seen).toMatchObject([{ error: 'BotError: The bot took longer than 10 s', attempt: '1 of 5' }]);
});

test('an error that the bot did not throw says what was thrown, and how often its message was received', () => {
  const { seen, log } = observed();
  log({ ...DEBUG, detail: 'connect ECONNREFUSED' });
  log({ ...ERROR, error: 'Error' });
  expect(seen).toMatchObject([{ error: 'Error', thrown: 'connect ECONNREFUSED', attempt: 4 }]);
});

test('an endless loop is named by its handler and its line in the source', () => {
  const { seen, observe } = observed();
  const invocation = { kind: 'invocation', at: 1, function: 'P', requestId: 'r', ms: 1, coldStart: false } as const;
  const frame = (name: string, place: string) => ({ name, place });
  const inPackage = frame('parse', 'node_modules/dates/index.js:1:2');
  const around = [frame('ask', 'lambdas/processor/ask.ts:3:4'), frame('run', '/local/runtime.mjs:9:9')];
  const inBot = [inPackage, frame('next', 'bot/hours.ts:5:6'), frame('onMessage', 'lambdas/bot.ts:7:8'), ...around];
  const failed = { ...invocation, outcome: 'timeout', error: 'Timedout' } as const;
  observe({ ...failed, blockedAt: inBot });
  observe({ ...failed, blockedAt: [frame('', 'lambdas/bot.ts:1:2'), ...around] });
  observe({ ...failed, blockedAt: around });
  observe({ ...failed, blockedAt: [] });
  expect(seen.map(({ error }) => error)).toEqual([
    'endless loop in onMessage, bot/hours.ts:5:6: Timedout',
    'endless loop at lambdas/bot.ts:1:2: Timedout',
    'endless loop in ask, lambdas/processor/ask.ts:3:4: Timedout',
    'Timedout',
  ]);
});

test('an error of another message gets nothing, and what is no debug line of ours passes as it is', () => {
  const { seen, log, observe } = observed();
  log({ ...DEBUG, messageId: 'm2', detail: 'oh no' });
  log(ERROR);
  log('plain');
  log({ level: 'DEBUG', message: 'primed' });
  observe({ kind: 'problem', at: 1, message: 'p' } satisfies CloudEvent);
  expect(seen).toEqual([ERROR, { line: 'plain' }, { kind: 'problem' }]);
});

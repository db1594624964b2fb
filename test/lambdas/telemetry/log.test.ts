import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { createLog, errorDetail, errorFields } from '../../../lambdas/telemetry/log.ts';
import { LoggableError } from '../../../lambdas/telemetry/loggable-error.ts';
import type { LogStep } from '../../../lambdas/telemetry/steps.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Opens a log at the lowest level, and keeps what it writes. */
function openLog() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string | Uint8Array): boolean => {
    lines.push(JSON.parse(String(line)));
    return true;
  };
  for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, 'write').mockImplementation(write);
  return { log: createLog(), lines };
}

beforeEach(() => {
  process.env.AWS_LAMBDA_LOG_LEVEL = 'DEBUG';
});
afterEach(() => {
  delete process.env.AWS_LAMBDA_LOG_LEVEL;
  jest.restoreAllMocks();
});

test.each(LEVELS)('every text of a line at level %s is redacted, and the rest stays', (level) => {
  const { log, lines } = openLog();
  log[level]('to +5511999999999' as LogStep, {
    reason: 'key ps_secret',
    id: '5511999999999',
    at: 1771929000000,
    found: true,
  });
  expect(lines).toMatchObject([
    { level: level.toUpperCase(), message: 'to …', reason: 'key ps_…', id: '…', at: 1771929000000, found: true },
  ]);
});

test.each([
  ['Hi there', '…'],
  ['olá', '…'],
  ['x'.repeat(257), '…'],
  ['wamid.HBgNNTUx', 'wamid.…'],
  ['cmm04obm46zz0qv4ycjp8x6r2', 'cmm04obm46zz0qv4ycjp8x6r2'],
])('the id %s is logged as %s, because what is no id may be a text', (id, logged) => {
  const { log, lines } = openLog();
  log.info('accepted', { id, event: id, sentId: id });
  expect(lines).toMatchObject([{ id: logged, event: logged, sentId: logged }]);
});

test('debug lines are written only where the level says so', () => {
  process.env.AWS_LAMBDA_LOG_LEVEL = 'INFO';
  const { log, lines } = openLog();
  log.debug('broken', {});
  log.info('accepted', {});
  expect(lines).toMatchObject([{ message: 'accepted' }]);
});

describe('a line', () => {
  const trace = (sampled: 0 | 1) => {
    process.env._X_AMZN_TRACE_ID = `Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=${sampled}`;
  };
  afterEach(() => {
    delete process.env._X_AMZN_TRACE_ID;
  });

  test('of the level INFO holds its step and its fields, and nothing that the reader knows', () => {
    trace(0);
    const { log, lines } = openLog();
    log.info('accepted', { id: 'e1' });
    expect(lines).toEqual([{ level: 'INFO', message: 'accepted', id: 'e1', coldStart: true }]);
  });

  test.each(['debug', 'warn', 'error'] as const)(
    'of the level %s tells its time, or Lambda would take it for INFO',
    (level) => {
      const { log, lines } = openLog();
      log[level]('retry', { id: 'e1' });
      const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(lines).toEqual([{ level: level.toUpperCase(), message: 'retry', timestamp, id: 'e1', coldStart: true }]);
    },
  );

  test('says that the execution environment is new when it is its first, and never again', () => {
    const { log, lines } = openLog();
    log.warn('retry', {});
    log.info('accepted', {});
    expect(lines.map(({ coldStart }) => coldStart)).toEqual([true, undefined]);
  });

  test('of a request whose trace X-Ray keeps names the trace', () => {
    trace(1);
    const { log, lines } = openLog();
    log.info('accepted', {});
    expect(lines).toMatchObject([{ level: 'INFO', message: 'accepted', trace: '1-5759e988-bd862e3fe1be46a994272793' }]);
  });
});

test('nothing but the log writes a line', () => {
  const root = join(import.meta.dirname, '..', '..', '..', 'lambdas');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    // The files that are in no folder are the user's bot.
    (file) => file.endsWith('.ts') && file.includes(sep),
  );
  const writers = files.filter((file) =>
    /powertools\/logger|console\.|process\.(stdout|stderr|emitWarning)/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(writers).toEqual([join('telemetry', 'log.ts')]);
});

describe('of an error', () => {
  const PLACES = /^(\S+:\d+:\d+\n?)+$/;

  test('of our own a line tells the message', () => {
    expect(errorFields(new LoggableError('There is no key'))).toEqual({
      error: 'Error: There is no key',
      stack: expect.stringMatching(PLACES),
    });
    expect(errorDetail(new LoggableError('There is no key'))).toBeUndefined();
  });

  test('of AWS a line tells the message', () => {
    const error = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $fault: 'client' });
    expect(errorFields(error)).toMatchObject({ error: 'ThrottlingException: Rate exceeded' });
  });

  test('of anybody else a line tells its name, its code and where it was thrown', () => {
    const error = Object.assign(new TypeError('they wrote Hi'), { code: 'ERR_ODD' });
    expect(errorFields(error)).toEqual({
      error: 'TypeError',
      code: 'ERR_ODD',
      stack: expect.stringContaining('log.test.ts'),
    });
    expect(errorDetail(error)).toBe('they wrote Hi');
  });

  test('that stands for another, a line tells where that one was thrown', () => {
    const cause = new RangeError('they wrote Hi');
    cause.stack = 'RangeError: they wrote Hi\n    at onMessage (file:///var/task/bot.ts:7:9)';
    const error = new LoggableError('The bot threw', { cause });
    expect(errorFields(error)).toEqual({ error: 'Error: The bot threw', stack: 'file:///var/task/bot.ts:7:9' });
    expect(errorDetail(error)).toBe('they wrote Hi');
  });

  test.each([
    ['a text', 'they wrote Hi', { error: 'thrown string' }],
    ['nothing', undefined, { error: 'thrown undefined' }],
    ['null', null, { error: 'thrown object' }],
    ['an object', { message: 'they wrote Hi' }, { error: 'thrown object' }],
    ['a name that is a text', Object.assign(new Error(), { name: 'they wrote Hi', stack: '' }), { error: 'Error' }],
    ['a code that is a text', Object.assign(new Error(), { code: 'they wrote Hi', stack: '' }), { error: 'Error' }],
    ['a stack that is none', Object.assign(new Error(), { stack: ['they wrote Hi'] }), { error: 'Error' }],
  ])('that is odd, such as %s, a line tells no more than its kind', (_what, thrown, fields) => {
    expect(errorFields(thrown)).toEqual(fields);
  });

  test('lines of the message that look like stack frames are not taken for some', () => {
    const error = new Error('no\n    at Maria (/home/maria.txt:1:2)\n    at +5511999999999 (file:1:2)');
    expect(errorFields(error).stack).toMatch(PLACES);
    expect(errorFields(error).stack).not.toMatch(/maria|5511/i);
  });

  test('a stack that tells of another message is left out', () => {
    const error = new Error('Cannot answer: no');
    error.stack = 'Error: no\n    at Maria (/home/maria.txt:1:2)\n    at /var/task/index.mjs:3:4';
    expect(errorFields(error)).toEqual({ error: 'Error' });
  });

  test('the name of a function, which can be any text, is left out', () => {
    const error = new Error('no');
    error.stack =
      'Error: no\n    at Object.they wrote Hi (/var/task/bot.mjs:1:2)\n    at async Promise.all (index 0)\n    at /var/task/index.mjs:3:4';
    expect(errorFields(error).stack).toBe('/var/task/bot.mjs:1:2\n/var/task/index.mjs:3:4');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remember, text } from '../../lambdas/bot-api/index.ts';
import { FORMAT } from '../../lambdas/ledger/lease.ts';
import { replyRecordKey, replyRecords } from '../../lambdas/ledger/replies.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import { handleEvent } from '../../lambdas/processor/handle-event.ts';
import type { Processor } from '../../lambdas/processor/processor.ts';
import { readReplyJob } from '../../lambdas/queue/reply-job.ts';
import { DONE } from '../../lambdas/queue/worker.ts';
import { clock, ledgerSettings } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table.ts';
import { openProcessor, queued } from '../support/processor.ts';
import { queueMessage, received } from '../support/samples.ts';

/*
 * What an older version has left behind: `formats/<n>.json` is what the code of format n wrote, and is never changed. A
 * ledger keeps records for 30 days, a dead-letter queue bodies for 14, and a canary runs beside the version before it.
 */

interface Format {
  event: { body: string; attributes: Record<string, string> };
  reply: { body: string; attributes: Record<string, string> };
  records: Record<string, Item & { id: string; event: string }>;
}

const FOLDER = join(import.meta.dirname, 'formats');
const formats = readdirSync(FOLDER).map((file): [number, Format] => [
  Number.parseInt(file, 10),
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')),
]);

const REPLY = 'reply#cmm0abc123#msg_in_id';

test('there is a sample of every format up to the one that is written', () => {
  expect(formats.map(([format]) => format).sort()).toEqual(Array.from({ length: FORMAT }, (_, i) => i + 1));
});

describe.each(formats)('what was left in format %i', (_, { event, reply, records }) => {
  const oldEvent = queueMessage({ ...event, group: 'h1' });

  const recordNamed = (name: string) => {
    const record = records[name];
    if (record === undefined) throw new Error(`no record ${name}`);
    return record;
  };

  const put = (name: string, { items }: { items: Map<string, Item> }) => {
    const record = recordNamed(name);
    items.set(`${record.id} ${record.event}`, structuredClone(record));
  };

  /** The processor of today over a ledger that holds records of then. */
  function openOver(names: string[], bot: Processor['bot'] = { onMessage: () => 'Hello, says the new version' }) {
    const opened = openProcessor({ bot });
    for (const name of names) put(name, opened.table);
    return opened;
  }

  const beginOver = (name: string) => {
    const table = memoryTable();
    put(name, table);
    const { id, event } = JSON.parse(reply.body).cause;
    const begun = { cause: { id, event }, conversation: 'h1' };
    return replyRecords(table, ledgerSettings(clock())).begin(replyRecordKey(REPLY, 0), begun);
  };

  test('an event that waited is answered', async () => {
    const { run, jobs } = openOver([]);
    expect(await run(oldEvent)).toEqual([DONE]);
    expect(jobs()).toMatchObject([{ reply: REPLY, content: { text: 'Hello, says the new version' } }]);
  });

  test('an event that was done is not answered again', async () => {
    const { run, jobs, log } = openOver(['done event', 'conversation']);
    expect(await run(oldEvent)).toEqual([DONE]);
    expect(jobs()).toEqual([]);
    expect(log.steps()).toEqual(['duplicate']);
  });

  test('an event whose worker was replaced after it had decided gets that decision, and the bot is not asked', async () => {
    const { run, jobs } = openOver(['claimed event', 'conversation']);
    expect(await run(oldEvent)).toEqual([DONE]);
    expect(jobs()).toMatchObject([{ reply: REPLY, content: { text: 'Thanks, said the old version' } }]);
  });

  test('what the bot remembered is known to the bot of today', async () => {
    const memories: unknown[] = [];
    const bot = { onMessage: (_: unknown, { memory }: { memory: unknown }) => void memories.push(memory) };
    const { run } = openOver(['done event', 'conversation'], bot);
    await run(queued(received({ id: 'next', messageId: 'wa-next' })));
    expect(memories).toEqual([{ asked: 'menu' }]);
  });

  test('a reply that waited is read, with all that its sending needs', () => {
    expect(readReplyJob(reply.body)).toEqual(JSON.parse(reply.body));
    expect(readReplyJob(reply.body)).toMatchObject({ reply: REPLY, index: 0, to: '+5511999999999' });
  });

  test('a reply that was sent is not sent again', async () => {
    expect(await beginOver('reply that was sent')).toMatchObject({ kind: 'closed', state: 'sent' });
  });

  test('a reply whose sender was replaced while it was sending is looked for first', async () => {
    expect(await beginOver('reply that is being sent')).toMatchObject({
      kind: 'unknown',
      attemptedAt: 1771928990000,
      firstAttemptAt: 1771928990000,
      unanswered: 1,
    });
  });

  test('a reply in whose place a template is to be sent stays that template', async () => {
    expect(await beginOver('reply that waits with a template')).toMatchObject({
      kind: 'begun',
      windowTemplate: 'tpl_reopen',
    });
  });
});

/** Fields that were added since a sample was written, and that an older version can do without. */
const ADDED = ['decidedAt', 'list', 'listedAt', 'answer', 'replies'];

test('what is written today has the fields of its sample; others are a new format, with a sample of its own', async () => {
  const { run, table, sent } = openProcessor({
    bot: { onMessage: () => [text('Thanks'), remember({ asked: 'menu' })] },
  });
  await run(queued(received()));
  const [, sample] = formats.find(([format]) => format === FORMAT) ?? [];
  const fieldsOf = (item: object | undefined) =>
    Object.keys(item ?? {})
      .filter((field) => !ADDED.includes(field))
      .sort();
  for (const name of ['done event', 'conversation']) {
    const { id, event } = sample?.records[name] ?? { id: '', event: '' };
    expect(fieldsOf(table.items.get(`${id} ${event}`))).toEqual(fieldsOf(sample?.records[name]));
  }
  expect(fieldsOf(JSON.parse(sent[0]?.body ?? ''))).toEqual(fieldsOf(JSON.parse(sample?.reply.body ?? '')));
  expect(sent[0]?.attributes).toEqual(sample?.reply.attributes);
});

test('a reply in a format that comes later is parked and not guessed at', () => {
  const [, { reply }] = formats[0] as [number, Format];
  expect(readReplyJob(JSON.stringify({ ...JSON.parse(reply.body), format: FORMAT + 1 }))).toBeUndefined();
});

test('a reply with a field that comes later is read, for a canary runs beside the version before it', () => {
  const [, { reply }] = formats[0] as [number, Format];
  expect(readReplyJob(JSON.stringify({ ...JSON.parse(reply.body), comesLater: true }))).toMatchObject({ reply: REPLY });
});

test('two versions at once on one ledger make one decision about each message, and remember together', async () => {
  const visits = (name: string) => ({
    onMessage: (_: unknown, { memory }: { memory: unknown }) => {
      const before = (memory as string[] | undefined) ?? [];
      return [text(`${name} after ${before.join(', ') || 'nothing'}`), remember([...before, name])];
    },
  });
  const { processor: old, run, jobs } = openProcessor({ bot: visits('old') });
  const next = { ...old, bot: visits('new') };
  const message = (id: string) => queued(received({ id, messageId: `wa-${id}` }));

  const together = await Promise.all([run(message('first')), handleEvent([message('first')], next)]);
  expect(together.flat().filter(({ kind }) => kind === 'done')).toHaveLength(1);
  await handleEvent([message('second')], next);
  await run(message('second'));
  await run(message('third'));

  expect(jobs().map(({ content }) => content)).toEqual([
    { text: 'old after nothing' },
    { text: 'new after old' },
    { text: 'old after old, new' },
  ]);
});

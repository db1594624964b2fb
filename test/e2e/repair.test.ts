import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contactHashKey } from '../../cli/stack/target.ts';
import { startDeployedInspector } from '../../local/inspector/deployed/inspector.ts';
import type { EventDetail, Snapshot } from '../../local/inspector/protocol.ts';
import { readStates } from '../../operations/state-file.ts';
import { type DeadLetters, deadLettersOf } from '../support/dead-letters.ts';
import { type LocalApp, type PrintedStep, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const ANA = '+5511999999999';
const BIA = '+5511777777777';
const CAIO = '+5511555555555';

let app: LocalApp;
let vendor: TestVendor;
let deadLetters: DeadLetters;
let folder: string;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startApp('--vendor-url', vendor.url);
  deadLetters = deadLettersOf(app);
  folder = await mkdtemp(join(tmpdir(), 'repair-'));
});
afterAll(async () => {
  deadLetters.close();
  await app.stop();
  await vendor.stop();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => pilotInside([...args, '--local'], { LOCAL_STATE_FILE: app.stateFile });

const is = (step: string, id: string) => (seen: PrintedStep) => seen.step === step && seen.id === id;

const message = (from: string, id: string) => received({ from, id, messageId: `in-${id}` });

const ids = async () => (await deadLetters.list('EventsDeadLettersUrl')).map(({ attributes }) => attributes.id);

describe('dlq', () => {
  test('list shows what was given up, and leaves it there', async () => {
    await deadLetters.park(message(ANA, 'ana-1'), 'The bot failed 10 times: TypeError');
    await deadLetters.park(message(BIA, 'bia-1'), 'A reason of another kind');
    const { code, stdout, stderr } = await run('dlq', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^events .*message\.received {2}ana-1 {2}The bot failed 10 times: TypeError$/m);
    expect(stdout).toMatch(/bia-1/);
    expect(stderr).toBe('2 dead letters of the local cloud\n');
    expect((await ids()).sort()).toEqual(['ana-1', 'bia-1']);
  });

  test.each([
    ['contact', ['--phone', ANA], ['ana-1']],
    ['reason', ['--reason', 'typeerror'], ['ana-1']],
    ['id', ['--id', 'ana-1'], ['ana-1']],
    ['queue', ['--queue', 'replies'], []],
  ])('list shows those of one %s', async (_what, filter, found) => {
    const { letters } = JSON.parse((await run('dlq', 'list', '--json', ...filter)).stdout);
    expect(letters.map(({ event }: { event: { id: string } }) => event.id)).toEqual(found);
  });

  test('show tells all of one, and what there is to do about one that is not there', async () => {
    const { stdout } = await run('dlq', 'show', 'ana-1');
    expect(stdout).toMatch(/reason +The bot failed 10 times: TypeError/);
    expect(stdout).toContain('"content": "Hi"');
    expect(await run('dlq', 'show', 'nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No visible dead letter has the id nobody'),
    });
  });

  test('redrive --dry-run says what would go back and changes nothing', async () => {
    const { code, stdout, stderr } = await run('dlq', 'redrive', '--phone', ANA, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^would go back: events .*ana-1/);
    expect(stdout).not.toContain('bia-1');
    expect(stderr).toContain('nothing was changed');
    expect((await ids()).sort()).toEqual(['ana-1', 'bia-1']);
    expect(app.steps.filter(({ id }) => id === 'ana-1')).toEqual([]);
  });

  test('redrive puts back what fits, which is then answered, and says how to follow it', async () => {
    const { code, stdout, stderr } = await run('dlq', 'redrive', '--phone', ANA);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^went back: events .*ana-1/);
    expect(stderr).toContain('npm run pilot -- events show ana-1 --local');
    await app.waitFor(is('sent', 'ana-1'));
    expect(await ids()).toEqual(['bia-1']);
  });

  test('of a conversation with more than ten all go back, in order', async () => {
    const twelve = Array.from({ length: 12 }, (_, i) => `row-${i}`);
    for (const id of twelve) await deadLetters.park(message('+5511666666666', id), 'A dozen');
    const { stdout } = await run('dlq', 'redrive', '--reason', 'dozen', '--per-second', '100', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ redriven: 12 });
    await app.waitFor(({ step, id }) => step === 'sent' && String(id).startsWith('row-'), 12);
    const decided = app.steps.filter(({ step, id }) => step === 'decided' && String(id).startsWith('row-'));
    expect(decided.map(({ id }) => id)).toEqual(twelve);
  });

  test('drop asks for a file and for a yes, and --dry-run changes nothing', async () => {
    expect(await run('dlq', 'drop', '--yes')).toMatchObject({ code: 2, stderr: expect.stringContaining('--to') });
    const to = join(folder, 'never.jsonl');
    expect(await run('dlq', 'drop', '--to', to)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await run('dlq', 'drop', '--to', to, '--dry-run')).toMatchObject({ code: 0 });
    await expect(stat(to)).rejects.toThrow('ENOENT');
    expect(await ids()).toEqual(['bia-1']);
  });

  test('drop writes what it drops to a file, and then it is gone', async () => {
    const to = join(folder, 'dropped.jsonl');
    const { code, stdout } = await run('dlq', 'drop', '--to', to, '--yes');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining(`npm run pilot -- replay ${to} --local`),
    });
    expect(JSON.parse(await readFile(to, 'utf8'))).toMatchObject({ queue: 'events', attributes: { id: 'bia-1' } });
    expect(await ids()).toEqual([]);
  });
});

describe('replay', () => {
  const file = (name: string) => join(folder, name);

  test('what was dropped goes back on its queue, and is answered', async () => {
    const dry = await run('replay', file('dropped.jsonl'), '--dry-run');
    expect(dry).toMatchObject({ code: 0, stdout: 'would be put back  message.received  bia-1  new to the ledger\n' });
    expect(app.steps.some(({ id }) => id === 'bia-1')).toBe(false);
    const { code, stdout, stderr } = await run('replay', file('dropped.jsonl'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'put back  message.received  bia-1  new to the ledger\n' });
    expect(stderr).toContain('npm run pilot -- events show bia-1 --local');
    await app.waitFor(is('sent', 'bia-1'));
  });

  test('what was answered already is not answered again', async () => {
    const sends = vendor.sends.length;
    const { code, stdout } = await run('replay', file('dropped.jsonl'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('in the ledger: done, answered') });
    await app.waitFor(is('duplicate', 'bia-1'));
    expect(vendor.sends).toHaveLength(sends);
  });

  test('what came through the endpoint a moment ago gets to the processor, for SQS drops nothing of it', async () => {
    await app.post(message(CAIO, 'caio-1'));
    await app.waitFor(is('sent', 'caio-1'));
    await deadLetters.park(message(CAIO, 'caio-1'), 'As if it had been parked');
    const to = file('at-once.jsonl');
    expect(await run('dlq', 'drop', '--id', 'caio-1', '--to', to, '--yes')).toMatchObject({ code: 0 });
    expect(await run('replay', to)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^put back/) });
    expect(await app.waitFor(is('duplicate', 'caio-1'))).toMatchObject([{ where: 'processor' }]);
  });

  test('a body of a file is an event like any other', async () => {
    await writeFile(file('body.json'), JSON.stringify(message(ANA, 'ana-2'), null, 2));
    expect(await run('replay', file('body.json'))).toMatchObject({ code: 0 });
    await app.waitFor(is('sent', 'ana-2'));
  });

  test('a dead letter can be put on its queue as well, and stays until it is dropped', async () => {
    await deadLetters.park(message(ANA, 'ana-3'), 'The bot failed');
    expect(await run('replay', '--dead-letter', 'ana-3')).toMatchObject({ code: 0 });
    await app.waitFor(is('sent', 'ana-3'));
    expect(await ids()).toEqual(['ana-3']);
  });

  test('a reply that was dropped goes back on its queue', async () => {
    const cause = { id: 'ana-4', event: 'message.received' };
    const times = { writtenAt: Date.now(), expiresAt: Date.now() + 60_000 };
    const job = {
      format: 1,
      reply: 'reply#cmm0abc123#in-ana-4',
      index: 0,
      numberId: 'cmm0abc123',
      to: ANA,
      cause,
    } as const;
    await deadLetters.parkReply({ ...job, ...times, content: { text: 'Late, but here' } }, 'No key');
    const to = file('replies.jsonl');
    expect(await run('dlq', 'drop', '--queue', 'replies', '--to', to, '--yes')).toMatchObject({ code: 0 });
    expect(await run('replay', to)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^put back {2}#reply\.0/) });
    await app.waitFor(is('sent', 'ana-4'));
    expect(vendor.sends.at(-1)?.body).toMatchObject({ text: 'Late, but here' });
  });

  test('what cannot be put back is told, with exit code 1', async () => {
    expect(await run('replay')).toMatchObject({ code: 2 });
    expect(await run('replay', file('none'))).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
    await writeFile(file('broken'), 'nothing');
    expect(await run('replay', file('broken'))).toMatchObject({ code: 1, stderr: expect.stringContaining('Line 1') });
  });
});

describe('events', () => {
  const json = async (...args: string[]) => JSON.parse((await run('events', ...args, '--json')).stdout);
  const namesIn = ({ events }: { events: { id: string }[] }) => events.map(({ id }) => id);

  test('by contact: the latest first, each with what became of it and of its replies', async () => {
    const found = await json('--phone', '+55 11 7777-77777');
    expect(found.events).toMatchObject([
      { id: 'bia-1', event: 'message.received', state: 'done', outcome: 'answered', replies: [{ state: 'sent' }] },
    ]);
    const { code, stdout, stderr } = await run('events', '--phone', BIA);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}message\.received {3}[0-9a-f]{8} {2}answered {2}bia-1 {2}reply sent\n$/,
    );
    expect(stderr).toMatch(/^1 events; \d+ records were read\n$/);
  });

  test('by outcome, name and time, as many as are asked for', async () => {
    expect(await json('--outcome', 'failed')).toMatchObject({ found: 0, events: [] });
    expect(await json('--failed')).toMatchObject({ found: 0, events: [] });
    const all = await json('--event', 'message.received', '--since', '10m', '--limit', '3');
    expect(all.events).toHaveLength(3);
    expect((await json()).found).toBeGreaterThan(12);
    expect((await json('--scan')).found).toBeGreaterThan(12);
    expect(namesIn(await json('--scan', '--phone', BIA))).toContain('bia-1');
    expect(await json('--until', '10m')).toMatchObject({ found: 0 });
    expect(await run('events', '--since', 'yesterday')).toMatchObject({ code: 2 });
  });

  test("by any id: its own, that of the send, that of an answer, and WhatsApp's", async () => {
    const [{ replies }] = (await json('--id', 'bia-1')).events;
    await app.post({
      event: 'message.sent',
      data: { id: replies[0].sentId, numberId: 'cmm0abc123', to: BIA, messageId: 'out-bia' },
    });
    await app.waitFor(is('recorded', replies[0].sentId));
    for (const id of ['bia-1', replies[0].sentId, replies[0].id, 'out-bia', 'in-bia-1']) {
      expect(namesIn(await json('--id', id))).toContain('bia-1');
    }
  });

  test('show tells one from its beginning to its end', async () => {
    const { code, stdout } = await run('events', 'show', 'bia-1');
    expect(code).toBe(0);
    const steps = stdout
      .trim()
      .split('\n')
      .slice(3)
      .map((line) => line.slice(40).split('  ')[0]?.trim());
    expect(stdout).toMatch(/^message\.received {2}bia-1\nconversation [0-9a-f]{32}\n/);
    expect(steps).toEqual(['received', 'answered', 'sending', 'sent', 'message.sent']);
    expect(await run('events', 'show', 'nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has no event with the id'),
    });
  });
});

describe('contact', () => {
  const json = async (...args: string[]) => JSON.parse((await run('contact', ...args, '--json')).stdout);

  test('list shows who wrote, the latest first, and nobody by phone number', async () => {
    const { contacts } = await json('list', '--state', 'bot');
    expect(contacts.length).toBeGreaterThanOrEqual(3);
    const { code, stdout, stderr } = await run('contact', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}bot {8}[0-9a-f]{32}$/m);
    expect(stdout).not.toContain(BIA.slice(4));
    expect(stderr).toMatch(/^\d+ contacts; \d+ records were read\n$/);
  });

  test('show says how a contact stands, by phone number or conversation, with the last messages', async () => {
    const { conversations } = await json('show', '+55 11 77777-7777');
    expect(conversations).toMatchObject([
      { number: 'cmm0abc123', contact: { state: 'bot' }, events: [{ id: 'bia-1' }] },
    ]);
    const { stdout } = await run('contact', 'show', conversations[0].conversation);
    expect(stdout).toMatch(/^conversation {2}[0-9a-f]{32}\nstate {9}bot\nlast wrote/);
    expect(stdout).toMatch(/answered {2}bia-1 {2}reply sent$/m);
    expect(await run('contact', 'show', '+5511900000000')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('knows nothing of +55…0000'),
    });
  });

  test('opt-out keeps the bot quiet and is recorded, and opt-in ends it', async () => {
    expect(await run('contact', 'opt-out', BIA, '--dry-run')).toMatchObject({
      code: 0,
      stdout: 'It would be so: The bot writes nothing more.\n',
    });
    expect(await run('contact', 'opt-out', BIA)).toMatchObject({ code: 2 });
    expect(await json('opt-out', BIA, '--yes')).toMatchObject({ changes: [{ change: 'opt-out', changed: true }] });
    await app.post(message(BIA, 'bia-2'));
    await app.waitFor(is('decided', 'bia-2'));
    const { stdout } = await run('contact', 'show', BIA);
    expect(stdout).toMatch(/^state {9}opted-out: since /m);
    expect(stdout).toMatch(/^by a person {3}opt-out, /m);
    expect(stdout).toMatch(/bia-2 {2}the contact has opted out$/m);
    expect(await run('contact', 'opt-in', BIA, '--yes')).toMatchObject({ stdout: 'The bot may write again.\n' });
    expect(await run('contact', 'opt-in', BIA, '--yes')).toMatchObject({ stdout: 'The contact has not opted out.\n' });
    await app.post(message(BIA, 'bia-3'));
    await app.waitFor(is('sent', 'bia-3'));
  });

  test('what a person has goes back to the bot by release', async () => {
    await app.post({
      event: 'message.received',
      data: { ...message(BIA, 'echo').data, fromMe: true, from: '+5511888888888', to: BIA },
    });
    await app.waitFor(is('decided', 'echo'));
    expect((await json('list', '--state', 'person')).contacts).toHaveLength(1);
    expect(await run('contact', 'release', BIA, '--yes')).toMatchObject({ stdout: 'The bot answers again.\n' });
    expect((await json('list', '--state', 'person')).contacts).toEqual([]);
    expect(await run('contact', 'reset', '+5511900000000', '--yes')).toMatchObject({ code: 1 });
  });
});

describe('inspect', () => {
  const open = async (mayAct: boolean) => {
    const [state] = await readStates({ LOCAL_STATE_FILE: app.stateFile });
    if (state === undefined) throw new Error('no local cloud');
    const { outputs, region, awsEndpoint, adminCredentials, stackId } = state;
    const aws = { region, endpoint: awsEndpoint, credentials: adminCredentials };
    const stack = { ...{ name: 'test', region, aws, outputs, option: '--local' }, hashKey: stackKey(stackId) };
    return startDeployedInspector({ stack, mayAct, logsOf: async () => [], port: 0 });
  };
  const stackKey = (stackId: string) => contactHashKey({ stackId, name: '' } as Parameters<typeof contactHashKey>[0]);
  /** What a page gets when it opens. */
  const snapshotOf = async (url: string): Promise<Snapshot> => {
    const { body } = await fetch(`${url}inspector/stream`);
    let text = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const [, data] = /^event: snapshot\ndata: (.*)\n\n/m.exec(text) ?? [];
      if (data !== undefined) return JSON.parse(data);
    }
    throw new Error('no snapshot');
  };
  const post = (url: string, path: string, body: object) =>
    fetch(`${url}inspector/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('the page of a deployed stack shows what the ledger knows, without words and phone numbers', async () => {
    const { url, stop } = await open(false);
    try {
      const { events, messages, mayAct, canFind } = await snapshotOf(url);
      expect({ mayAct, canFind }).toEqual({ mayAct: false, canFind: true });
      const silent = events.find(({ id }) => id === 'bia-2');
      expect(silent).toMatchObject({ outcome: 'silent', text: 'the contact has opted out' });
      expect(JSON.stringify([events, messages])).not.toContain(BIA.slice(1));
      const detail = (await (await fetch(`${url}inspector/events/${silent?.n}`)).json()) as EventDetail;
      expect(detail.steps.map(({ what }) => what)).toEqual(['received', 'silent']);
      expect(detail.ledger.length).toBeGreaterThan(1);

      expect(await (await post(url, 'find', { text: '+55 11 77777-7777' })).json()).toMatchObject({
        found: expect.any(Number),
      });
      const named = (await snapshotOf(url)).events.filter(({ contact }) => contact === BIA).map(({ id }) => id);
      expect(named).toEqual(expect.arrayContaining(['bia-1', 'bia-2', 'bia-3']));
    } finally {
      await stop();
    }
  });

  test('it changes nothing, unless that is allowed', async () => {
    const { url, stop } = await open(false);
    const redrive = { queue: 'events' };
    const [conversation] = (await snapshotOf(url)).messages.map(({ chat }) => chat);
    const refused = [
      await post(url, 'dead-letters/redrive', redrive),
      await post(url, `contacts/${conversation}/reset`, {}),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    expect(await refused[0]?.json()).toEqual({ message: expect.stringContaining('--allow-actions') });
    await stop();
    const acting = await open(true);
    expect((await post(acting.url, `contacts/${conversation}/release`, {})).status).toBe(200);
    await acting.stop();
  });
});

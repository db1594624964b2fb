import { rm } from 'node:fs/promises';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { startDeployedInspector } from '../../local/inspector/deployed/inspector.ts';
import type { Snapshot } from '../../local/inspector/protocol.ts';
import { readStates, writeState } from '../../operations/state-file.ts';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { TEST_BOT } from '../support/test-bot.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const ANA = '+5511999999999';
const BIA = '+5511777777777';
const THANKS = 'Thanks, we got your message!';

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  const assembly = await synthesizeApp({ transcripts: 'on', bot: TEST_BOT });
  app = await startApp('--assembly', assembly, '--vendor-url', vendor.url);
  await talk(ANA, 'ana-1', 'zebra');
  await talk(BIA, 'bia-1', 'quokka');
}, 60_000);
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

const is = (step: string, id: string) => (seen: { step: string; id?: unknown }) => seen.step === step && seen.id === id;
const message = (from: string, id: string, content: string) => received({ from, id, messageId: id, content });

async function talk(from: string, id: string, content: string): Promise<void> {
  await app.post(message(from, id, content));
  await app.waitFor(is('sent', id));
}

const run = (...args: string[]) => pilotInside([...args, '--local'], { LOCAL_STATE_FILE: app.stateFile });

async function lines(): Promise<Record<string, unknown>[]> {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = app.ready;
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: outputs.TranscriptsTable }));
  dynamodb.destroy();
  return Items.map((item) => unmarshall(item));
}

test('the functions write what was said, with no more rights than they have', async () => {
  const said = (await lines()).map(({ from, words }) => ({ from, words }));
  const thanks = { from: 'bot', words: { text: THANKS } };
  expect(said).toHaveLength(4);
  expect(said).toEqual(
    expect.arrayContaining([
      { from: 'contact', words: { text: 'zebra' } },
      { from: 'contact', words: { text: 'quokka' } },
      thanks,
    ]),
  );
  expect(app.steps.filter(({ step }) => step === 'words not kept' || step === 'denied')).toEqual([]);
});

test('contact show prints the words under the state of each message', async () => {
  const { stdout } = await run('contact', 'show', ANA);
  expect(stdout).toMatch(/message\.received .* ana-1 .*\n {2}contact zebra\n {2}bot {5}Thanks, we got/);
  const { stdout: json } = await run('contact', 'show', ANA, '--json');
  const [{ events }] = JSON.parse(json).conversations;
  expect(events).toMatchObject([{ id: 'ana-1', words: { text: 'zebra' }, replies: [{ words: { text: THANKS } }] }]);
});

test('a person who cannot read the words sees the rest, and why', async () => {
  const [state] = await readStates({ LOCAL_STATE_FILE: app.stateFile });
  if (state === undefined) throw new Error('no local cloud');
  const elsewhere = `${app.stateFile}.elsewhere`;
  await writeState(elsewhere, { ...state, outputs: { ...state.outputs, TranscriptsTable: 'of-somebody-else' } });
  const { code, stdout, stderr } = await pilotInside(['contact', 'show', ANA, '--local'], {
    LOCAL_STATE_FILE: elsewhere,
  });
  await rm(elsewhere);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/ana-1 .* reply sent/) });
  expect(stdout).not.toContain('zebra');
  expect(stderr).toContain('What was said cannot be read: ResourceNotFoundException');
});

test('the page of a deployed stack shows them as well', async () => {
  const { region, awsEndpoint: endpoint, adminCredentials: credentials, outputs, stackId } = app.ready;
  const stack = {
    ...{ name: 'test', region, outputs, option: '' },
    aws: { region, endpoint, credentials },
    hashKey: stackId,
  };
  const { url, stop } = await startDeployedInspector({ stack, mayAct: false, logsOf: async () => [], port: 0 });
  try {
    const { body } = await fetch(`${url}inspector/stream`);
    let text = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      if (text.includes('\n\n')) break;
    }
    const { messages, events } = JSON.parse(/^event: snapshot\ndata: (.*)\n\n/m.exec(text)?.[1] ?? '') as Snapshot;
    expect(messages.map(({ content }) => content.text).sort()).toEqual([THANKS, THANKS, 'quokka', 'zebra']);
    expect(events.map((event) => event.text).sort()).toEqual(['quokka', 'zebra']);
  } finally {
    await stop();
  }
});

test('forget erases what one contact said and heard, and a reply that is on its way is not written down', async () => {
  let accept = () => {};
  vendor.answers.push((response) => {
    accept = () => response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"msg-late"}');
  });
  await app.post(message(ANA, 'ana-2', 'narwhal'));
  await app.waitFor(is('decided', 'ana-2'));
  while (vendor.sends.length < 3) await new Promise((resolve) => setImmediate(resolve));
  expect(await lines()).toHaveLength(5);
  const { stdout } = await run('forget', ANA, '--yes');
  expect(stdout).toMatch(/lines of transcripts +3\n/);
  accept();
  await app.waitFor(is('sent', 'ana-2'));
  expect(await lines()).toMatchObject([{ words: { text: 'quokka' } }, { words: { text: THANKS } }]);
});

import type { ServerResponse } from 'node:http';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const TOKEN = 'Tok3nOfThisRun.zq81';
const API_KEY = 'ps_keyOfThisRun_77xyq';
const PHONES = ['5531987654321', '447700900123', '12025550143', '5511955554444', '4930123456'];
const WORDS = ['zebra', 'quokka', 'narwhal', 'axolotl'];
const NAMES = ['Zuleica Quarentinha', 'Ólafur Þórsson'];

/** Whatever was put into the run and must not come out of it, in any spelling. */
function traces(printed: string): string[] {
  // Whatever stands between digits; an escape such as \n has a letter.
  const digits = printed.replace(/\\u[\da-f]{4}|\\[a-z]|%[\dA-F]{2}|[^\p{L}\p{N}]/giu, '');
  const words = [TOKEN, API_KEY, API_KEY.slice(3), ...WORDS, ...NAMES, ...NAMES.flatMap((name) => name.split(' '))];
  return [
    ...PHONES.filter((phone) => digits.includes(phone.slice(-8))),
    ...words.filter((word) => printed.toLowerCase().includes(word.toLowerCase())),
  ];
}

let assembly: string;
let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  assembly = await synthesizeApp({ bot: 'test/e2e/fixtures/quoting-bot.ts', maxAttempts: '2' });
  vendor = await testVendor();
}, 60_000);
afterEach(() => app.stop());
afterAll(() => vendor.stop());

const message = (id: string, data: object) => received({ id, messageId: `wa-${id}`, ...data });
const is = (step: string, id: string) => (seen: { step: string; id?: unknown }) => seen.step === step && seen.id === id;

/** An answer that tells all that it knows, in every field; a code of its own shows that it is the vendor's. */
const echo =
  (status: number, code = echoed()) =>
  (response: ServerResponse) => {
    const words = echoed();
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ code, message: words, error: words, details: [words], id: PHONES[0] }));
  };
const echoed = () => `Cannot send "zebra" to +${PHONES[0]} (${NAMES[0]}) with ${API_KEY}`;
/** Accepted, although there are words. */
const echoedId = (response: ServerResponse) => {
  response
    .writeHead(202, { 'content-type': 'application/json' })
    .end(JSON.stringify({ id: PHONES[0], message: echoed(), details: [echoed()] }));
};

test('a run with refusals, failures and strangers prints no number, no name, no text and no secret', async () => {
  app = await startApp('--assembly', assembly, '--vendor-url', vendor.url, '--token', TOKEN);
  await app.setApiKey(API_KEY);
  const [zuleica, olafur] = NAMES;

  // Answered, after refusals that pass.
  vendor.answers.push(echo(429), echo(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED'), echo(401));
  await app.post(message('answered', { from: `+${PHONES[0]}`, participantName: zuleica, content: 'My zebra' }));
  await app.waitFor(is('sent', 'answered'));

  // Refused for good; accepted under an id that is a phone number.
  vendor.answers.push(echo(400, 'MISSING_TEMPLATE_VARIABLES'), echoedId);
  await app.post(message('refused', { from: PHONES[1], participantName: olafur, content: 'My quokka' }));
  await app.waitFor(is('failed', 'refused'));
  await app.post(message('odd-id', { from: PHONES[1], participantName: olafur, content: 'My quokka' }));
  await app.waitFor(is('sent', 'odd-id'));

  // The bot throws what was written, until the message is parked.
  await app.post(message('thrown', { from: `+${PHONES[2]}`, participantName: zuleica, content: 'Oops narwhal' }));
  await app.post(
    message('parsed', { from: `+${PHONES[3]}`, participantName: olafur, content: 'axolotl +5511955554444' }),
  );
  await app.waitFor(({ step }) => step === 'parked', 2);
  const { MessageAttributes } = await app.receive('EventsDeadLettersUrl');
  expect(MessageAttributes?.reason?.StringValue).toMatch(
    /The bot failed 2 times: (TypeError: .*narwhal|SyntaxError: .*axolotl)/s,
  );

  // Ids and names of events that are none; groups; statuses.
  await app.post(message(`+${PHONES[4]}`, { from: `+${PHONES[4]}`, messageId: PHONES[4], numberId: `${PHONES[4]}` }));
  await app.post(
    message('My narwhal ñ', { messageId: `wamid.${btoa(`${PHONES[4]}`)}`, from: `${PHONES[4]}@s.whatsapp.net` }),
  );
  await app.post({ event: 'My axolotl', data: { id: 'x', from: '+49 (30) 123-456' } });
  await app.post({ event: 'message.group', data: { id: 'group', groupId: `${PHONES[3]}-1@g.us`, fromName: zuleica } });
  await app.post({
    event: 'message.failed',
    data: { id: 'status', errorMessage: `no zebra at ${PHONES[0]}`, to: PHONES[0] },
  });
  await app.waitFor(({ step }) => step === 'recorded', 3);
  await app.waitFor(({ step }) => step === 'sent', 4);

  // Strangers.
  const { HookUrl } = app.ready.outputs;
  for (const path of [`+${PHONES[0]}`, encodeURIComponent('My zebra'), `${TOKEN}x`, `${TOKEN}/more`]) {
    const { status } = await app.post(message('intruder', { content: 'quokka' }), { url: `${HookUrl}/${path}` });
    expect([401, 404]).toContain(status);
  }
  for (const body of [`from=${PHONES[0]}&text=zebra`, `"My zebra +55 (31) 98765-4321"`, `{"from": 4930123456`]) {
    expect(await app.post(body)).toMatchObject({ status: 400 });
  }

  await app.stop();
  expect(app.steps.length).toBeGreaterThan(25);
  expect(traces(app.printed())).toEqual([]);
}, 90_000);

test('the simulator shows how long a text is, and no more', async () => {
  app = await startApp('--assembly', assembly, '--token', TOKEN);
  await app.post(message('shown', { from: `+${PHONES[0]}`, participantName: NAMES[0], content: 'My zebra' }));
  await app.waitFor(is('sent', 'shown'));
  expect(app.steps).toContainEqual(
    expect.objectContaining({ where: 'vendor', step: 'received', to: '************21', characters: 46 }),
  );
  await app.stop();
  expect(traces(app.printed())).toEqual([]);
});

test.each(['+55 (31) 98765-4321', '{"id":"+44 7700\\u00a0900123"}', 'My ZEBRA', 'Þórsson', `x/${TOKEN}/`])(
  'such a test would notice %s',
  (leak) => {
    expect(traces(`{"step":"sent"}\n${leak}\n`)).not.toEqual([]);
  },
);

import { startAppWithVendor } from '../support/app-with-vendor.ts';
import type { LocalApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import type { TestVendor } from '../support/vendor.ts';

const SETTINGS = { bot: 'test/e2e/fixtures/remembering-bot.ts', debounceSeconds: '1' };

let app: LocalApp;
let vendor: TestVendor;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, vendor, stop } = await startAppWithVendor(SETTINGS));
}, 60_000);
afterAll(() => stop());

let contacts = 0;
/** Somebody who has not written before. */
function contact() {
  const name = `contact-${++contacts}`;
  const from = `+55119000000${String(contacts).padStart(2, '0')}`;
  let messages = 0;
  const ids = () => ({ id: `${name}-${++messages}`, messageId: `wa-${name}-${messages}` });
  const post = (content: string, data: Record<string, unknown> = {}, event = 'message.received') =>
    app.post({ event, data: { ...received({ from, content, ...ids(), ...data }).data } });
  const sent = () =>
    vendor.sends.filter(({ body }) => body.destinationNumber === from).map(({ body }) => body.text ?? body.templateId);
  const said = async (count: number) => {
    await app.waitFor(({ where, step }) => where === 'reply' && step === 'sent' && sent().length >= count);
    return sent();
  };
  return { name, from, post, sent, said };
}

const decided = (because: string, count = 1) =>
  app.waitFor(({ step, because: why }) => step === 'decided' && why === because, count);

test('three messages within the wait are one call with three, and memory goes on from there', async () => {
  const { post, said } = contact();
  for (const content of ['hi', 'I want', 'a pizza']) await post(content);
  expect(await said(1)).toEqual(['3: hi + I want + a pizza']);
  await post('with olives');
  expect(await said(2)).toEqual(['3: hi + I want + a pizza', '4: with olives']);
});

test('STOP is honoured at once, with one confirmation, and VOLTAR comes back', async () => {
  const { post, said, sent } = contact();
  await post('STOP');
  expect(await said(1)).toEqual(['Você não receberá mais mensagens nossas. Para voltar a receber, escreva VOLTAR.']);
  await post('are you there?');
  await decided('opted out', 2);
  await post('Voltar!');
  expect(await said(2)).toHaveLength(2);
  await post('good');
  expect(await said(3)).toEqual([...sent().slice(0, 2), '1: good']);
});

test('a person who writes from the phone has the conversation; the echo of a reply changes nothing', async () => {
  const { from, post, said, sent } = contact();
  await post('hi');
  await said(1);
  const left = { fromMe: true, from: '+5511888888888', to: from };
  await post('1: hi', left);
  await post('again');
  expect(await said(2)).toEqual(['1: hi', '2: again']);
  await post('This is Ana from the shop', left);
  await decided('handed over');
  await post('thanks, Ana');
  await decided('handed over', 2);
  expect(sent()).toHaveLength(2);
});

test('a quote tells the bot what it quotes, and a failure which reply failed', async () => {
  const { name, from, post, said } = contact();
  await post('hi');
  await said(1);
  const [sentStep] = await app.waitFor(({ step, id }) => step === 'sent' && String(id).startsWith(name));
  const status = { id: sentStep?.sentId, to: from, numberId: 'cmm0abc123' };
  await app.post({ event: 'message.sent', data: { ...status, messageId: `out-${name}` } });
  await post('which one?', { quotedMessageId: `out-${name}` }, 'message.reply');
  expect(await said(2)).toEqual(['1: hi', 'About "1: hi": which one?']);
  await app.post({ event: 'message.failed', data: { ...status, errorMessage: 'META_OUTSIDE_24H_WINDOW' } });
  expect(await said(3)).toEqual(['1: hi', 'About "1: hi": which one?', 'tpl_reopen']);
  expect(vendor.sends.at(-1)?.body).toMatchObject({ templateId: 'tpl_reopen', variables: { about: '1: hi' } });
});

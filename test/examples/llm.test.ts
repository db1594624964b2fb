import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assistant, chatModel } from '../../examples/llm.ts';
import { conversation } from '../../testing/index.ts';

interface Asked {
  model: string;
  messages: { role: string; content: string }[];
}

/** A model on this computer: it keeps what it was asked, and answers as the test says. */
let server: Server;
let url: string;
let asked: Asked[];
let answer: (response: ServerResponse) => void;
let key: string;
let warn: jest.SpyInstance;

beforeEach(async () => {
  asked = [];
  key = 'the-key';
  answer = saying('We open at 7 h.');
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    if (request.headers.authorization !== 'Bearer the-key') return response.writeHead(401).end();
    asked.push(JSON.parse(body));
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(async () => {
  warn.mockRestore();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function saying(content: string) {
  return (response: ServerResponse) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
}

const contact = (timeoutMs = 5_000) =>
  conversation(assistant(chatModel({ url, model: 'small', key: async () => key, timeoutMs })));

test('the model is asked with the turns before, and its answer is the reply', async () => {
  const ana = contact();
  expect(await ana.says('When do you open?')).toEqual(['We open at 7 h.']);
  answer = saying('Yes.');
  expect(await ana.says('On Sundays too?')).toEqual(['Yes.']);
  const [instructions, ...turns] = asked[1]?.messages ?? [];
  expect(instructions).toMatchObject({ role: 'system', content: expect.stringContaining('Bella bakery') });
  expect(turns).toEqual([
    { role: 'user', content: 'When do you open?' },
    { role: 'assistant', content: 'We open at 7 h.' },
    { role: 'user', content: 'On Sundays too?' },
  ]);
});

test('the model learns neither number nor name of the contact, nor numbers they write', async () => {
  await contact().says('Call me: +55 (11) 98888-7777. My order 4711 of 7 h', { name: 'Ana Souza' });
  const sent = JSON.stringify(asked);
  expect(sent).toContain('Call me: [number]. My order 4711 of 7 h');
  for (const secret of ['99999', '98888', 'Ana', 'c0ffee', 'cmm0abc123']) expect(sent).not.toContain(secret);
});

test('ten turns are remembered, which always fit', async () => {
  answer = saying('\u0001'.repeat(5_000));
  const ana = contact();
  for (let i = 0; i < 8; i++) await ana.says('\u0001'.repeat(5_000));
  const { turns } = ana.memory as { turns: unknown[] };
  expect(turns).toHaveLength(10);
  expect(Buffer.byteLength(JSON.stringify(ana.memory))).toBeLessThan(65_536);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['a refusal', (response) => response.writeHead(503).end('secret words')],
  ['no JSON', (response) => response.writeHead(200).end('secret words')],
  ['other JSON', (response) => response.writeHead(200).end('{"error":"secret words"}')],
  ['an empty answer', saying('  ')],
  ['a lost connection', (response) => response.destroy()],
  ['a redirection', (response) => response.writeHead(302, { location: url }).end()],
])(
  'after %s the contact is asked to try again, and the log tells nothing of the conversation',
  async (_what, failing) => {
    const ana = contact();
    answer = failing;
    expect(await ana.says('secret words')).toEqual([expect.stringContaining('Please try again')]);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('The model failed: '));
    expect(String(warn.mock.calls)).not.toContain('secret');
    answer = saying('Here I am.');
    expect(await ana.says('Hello?')).toEqual(['Here I am.']);
  },
);

test('a wrong key is a failure like any other, and is not logged', async () => {
  key = 'another-key';
  expect(await contact().says('Hello?')).toEqual([expect.stringContaining('Please try again')]);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('it answered 401'));
  expect(String(warn.mock.calls)).not.toContain('another-key');
});

test('a model that is silent is given up in time', async () => {
  answer = () => undefined;
  expect(await contact(50).says('Hello?')).toEqual([expect.stringContaining('Please try again')]);
});

test('the second failure in a row gets a person; a success between starts the count again', async () => {
  const ana = contact();
  const failing = (response: ServerResponse) => response.writeHead(500).end();
  for (const model of [failing, saying('Yes.'), failing]) {
    answer = model;
    await ana.says('Hello?');
  }
  expect(await ana.says('Hello?')).toEqual(['I will get a person for you.']);
  expect(ana.handedOver).toBe(true);
  expect(ana.memory).toBeUndefined();
});

test('what is no text never comes to the model', async () => {
  expect(await contact().says('', { type: 'audio' })).toEqual(['Sorry, I can only read text.']);
  expect(asked).toEqual([]);
});

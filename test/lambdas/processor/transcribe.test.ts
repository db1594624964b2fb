import type { Line } from '../../../lambdas/ledger/transcripts.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { received } from '../../support/samples.ts';

const EVENT = { id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received' };

function open(overrides: Parameters<typeof openProcessor>[0] = {}) {
  const lines: Line[] = [];
  const opened = openProcessor({ transcribe: async (line) => void lines.push(line), ...overrides });
  return { ...opened, lines, words: () => lines.map(({ from, words }) => ({ from, ...words })) };
}

test('what a contact wrote is written down once, by when it was written', async () => {
  const { run, lines } = open();
  await run(queued(received({ createdAt: '2026-02-24T10:29:00.000Z', content: 'Oi' })));
  await run(queued(received({ createdAt: '2026-02-24T10:29:00.000Z', content: 'Oi' })));
  const at = Date.parse('2026-02-24T10:29:00.000Z');
  expect(lines).toEqual([{ conversation: 'h1', from: 'contact', at, key: EVENT, words: { text: 'Oi' } }]);
});

test.each([
  [
    'a photo with its caption',
    { type: 'image', mediaLink: 'https://x/1', mediaCaption: 'look' },
    { type: 'image', text: 'look' },
  ],
  [
    'a document by its name',
    { type: 'document', content: '', mediaLink: 'https://x/1', mediaFilename: 'a.pdf' },
    { type: 'document', filename: 'a.pdf' },
  ],
  [
    'a place by its name',
    { type: 'location', content: '', location: { latitude: 1, longitude: 2, name: 'Bar', address: 'Rua 1' } },
    { type: 'location', place: 'Bar, Rua 1' },
  ],
  [
    'a place without a name by its coordinates',
    { type: 'location', content: '', location: { latitude: 1, longitude: 2 } },
    { type: 'location', place: '1, 2' },
  ],
  [
    'contact cards by their names',
    { type: 'contacts', content: '', contacts: [{ name: 'Ana', phones: ['1'] }, { phones: ['+55 11 2'] }] },
    { type: 'contacts', contacts: ['Ana', '+55 11 2'] },
  ],
])('%s is written down, and no file', async (_what, data, words) => {
  const { run, words: written } = open();
  await run(queued(received(data)));
  expect(written()).toEqual([{ from: 'contact', ...words }]);
  expect(JSON.stringify(written())).not.toContain('https://');
});

test('what a person of the team wrote is theirs, and an echo of the bot is not written down again', async () => {
  const { run, words, time } = open();
  await run(queued(received({ id: 'own-1', messageId: 'own-1', fromMe: true, content: 'I am here' })));
  expect(words()).toEqual([{ from: 'team', text: 'I am here' }]);
  const echoing = open();
  await echoing.run(queued(received({ content: 'Oi' })));
  time.advance(1_000);
  await echoing.run(queued(received({ id: 'own-2', messageId: 'own-2', fromMe: true, content: 'Thanks' })));
  expect(echoing.words()).toEqual([{ from: 'contact', text: 'Oi' }]);
});

test('a message that no bot answers is written down as well: opted out, or with a person', async () => {
  const { run, words } = open();
  await run(queued(received({ content: 'STOP' })));
  await run(queued(received({ id: 'e2', messageId: 'm2', content: 'still here' })));
  expect(words().map(({ text }) => text)).toEqual(['STOP', 'still here']);
});

test('what only is recorded is not written down', async () => {
  const { run, lines } = open();
  const group = {
    event: 'message.group',
    data: { id: 'g', groupId: '1@g.us', fromNumber: '+5511999999999', content: 'Hi' },
  };
  await run(queued(group));
  expect(lines).toEqual([]);
  const asked = open({ bot: { onMessage: () => undefined, onGroup: () => undefined } });
  await asked.run(queued({ ...group, data: { ...group.data, participantName: 'Ana' } }));
  expect(asked.words()).toEqual([{ from: 'contact', text: 'Hi', by: 'Ana' }]);
});

test('every message of a burst is written down', async () => {
  const { handle, words, time } = open({ debounceMs: 1_000 });
  const messages = ['one', 'two'].map((content) => queued(received({ id: content, messageId: content, content })));
  time.advance(1_000);
  await handle(messages);
  expect(words().map(({ text }) => text)).toEqual(['one', 'two']);
});

test('a message that is tried again is written down again under the same key, unless its contact was erased', async () => {
  let fails = true;
  const { run, lines, table } = open({
    bot: {
      onMessage() {
        if (fails) throw new Error('no');
        return 'Thanks';
      },
    },
  });
  await run(queued(received()));
  await run(queued(received()));
  expect(lines).toHaveLength(2);
  expect(lines[1]).toEqual(lines[0]);
  await table.set(
    EVENT,
    { conversation: undefined },
    { expression: '#s = :s', names: { '#s': 'state' }, values: { ':s': 'claimed' } },
  );
  await run(queued(received()));
  fails = false;
  await run(queued(received()));
  expect(lines).toHaveLength(2);
});

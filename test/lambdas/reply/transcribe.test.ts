import type { Line } from '../../../lambdas/ledger/transcripts.ts';
import type { ReplyContent } from '../../../lambdas/pilot-status/content.ts';
import { found, JOB, NOW, openReply } from '../../support/reply.ts';

const WRITTEN = { conversation: 'conversation-1', from: 'bot', key: { id: 'reply#n1#m1', event: '#reply.0' } };

function open(...[outcomes]: Parameters<typeof openReply>) {
  const lines: Line[] = [];
  const keepings: unknown[] = [];
  const transcribe = async (line: Line, keeping: unknown) => {
    lines.push(line);
    keepings.push(keeping);
  };
  return { ...openReply(outcomes, { transcribe }), lines, keepings };
}

test('a reply is written down when it is sent, by when it was decided, and once', async () => {
  const { run, lines, keepings, time } = open();
  time.advance(5_000);
  const decidedAt = NOW + 1_000;
  await run({ decidedAt });
  await run({ decidedAt });
  expect(lines).toEqual([{ ...WRITTEN, at: decidedAt, words: { text: 'Thanks' } }]);
  expect(keepings).toEqual([{ since: decidedAt, cause: JOB.cause }]);
});

test.each<[string, ReplyContent, Line['words']]>([
  [
    'a file by its caption',
    { media: 'https://x/1.png', mediaType: 'image', caption: 'Menu' },
    { type: 'image', text: 'Menu' },
  ],
  [
    'a template by its id and variables',
    { templateId: 't', variables: { name: 'Ana' } },
    { type: 'template', template: 't', variables: { name: 'Ana' } },
  ],
])('%s is written down', async (_what, content, words) => {
  const { run, lines } = open();
  await run({ content });
  expect(lines).toEqual([{ ...WRITTEN, at: NOW, words }]);
});

test('what the vendor refused is not written down', async () => {
  const { run, lines } = open([{ kind: 'failed', code: 'BAD' }]);
  await run();
  expect(lines).toEqual([]);
});

test('a reply that the history shows to be sent is written down at the same place', async () => {
  const { run, lines, time, history, knownAsSend } = open([{ kind: 'unknown', code: 'RESPONSE_LOST' }]);
  await run();
  expect(lines).toEqual([]);
  time.advance(61_000);
  await knownAsSend('msg_9');
  history.push(found('msg_9'));
  await run();
  expect(lines).toEqual([{ ...WRITTEN, at: NOW, words: { text: 'Thanks' } }]);
});

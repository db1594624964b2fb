import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundleAlone } from '../../lib/bundle.ts';
import { describeBot, isCopyleft } from '../../scripts/describe-bot.ts';
import { TEST_BOT } from '../support/test-bot.ts';

test.each([
  ['MIT', false],
  ['MPL-2.0', false],
  ['(MIT OR GPL-3.0-or-later)', false],
  ['GPL-3.0-only', true],
  ['AGPL-3.0', true],
  ['MIT AND LGPL-2.1-or-later', true],
  ['(GPL-2.0 OR AGPL-3.0)', true],
])('the licence %s: copyleft is %s', (licence, copyleft) => {
  expect(isCopyleft(licence)).toBe(copyleft);
});

/** A processor of so many bytes, of these packages. */
const processor = (bytes: number, packages: Record<string, number>): Bundle => ({
  directory: '',
  bytes,
  packages: Object.keys(packages),
  metafile: {
    inputs: {},
    outputs: {
      'index.mjs': {
        bytes,
        imports: [],
        exports: [],
        inputs: Object.fromEntries(
          Object.entries(packages).map(([folder, size]) => [`${folder}/index.js`, { bytesInOutput: size }]),
        ),
      },
    },
  },
});
const plain = processor(1_000, { 'node_modules/ours': 900 });

test('what a bot adds is listed by weight, with licences, and a copyleft or missing licence is a warning', () => {
  const added = { 'node_modules/a': 10, 'node_modules/b/node_modules/@c/d': 300, 'bot/node_modules/e': 1 };
  const lockfile = {
    packages: {
      'node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/b/node_modules/@c/d': { version: '2.0.0', license: 'GPL-3.0-only' },
    },
  };
  const theirs = processor(1_400, { 'node_modules/ours': 900, ...added });
  expect(describeBot('bot/index.ts', theirs, plain, lockfile)).toEqual({
    lines: [
      'your bot, bot/index.ts: the processor has 400 bytes more with it',
      '  @c/d 2.0.0, licence GPL-3.0-only: 300 bytes',
      '  a 1.0.0, licence MIT: 10 bytes',
      '  e of no known version, licence none given: 1 bytes',
    ],
    warnings: [
      'Warning: @c/d has the copyleft licence GPL-3.0-only: read what it asks of you before you deploy it.',
      'Warning: e states no standard licence (none given): ask its author.',
    ],
  });
});

test('a bot without packages is one line', () => {
  expect(describeBot('lambdas/bot.ts', processor(990, { 'node_modules/ours': 900 }), plain, { packages: {} })).toEqual({
    lines: ['your bot, lambdas/bot.ts: the processor has 10 bytes less with it'],
    warnings: [],
  });
});

test('the package of a real bot is found in its bundle', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heavy-'));
  try {
    const heavy = join(folder, 'node_modules', 'heavy');
    mkdirSync(heavy, { recursive: true });
    writeFileSync(join(heavy, 'index.js'), `module.exports = '${'x'.repeat(5_000)}';`);
    const bot = join(folder, 'bot.ts');
    writeFileSync(bot, "import x from 'heavy';\nexport default { onMessage: () => String(x) };\n");
    const ours = await bundleAlone('processor', TEST_BOT, join(folder, 'ours'));
    const theirs = await bundleAlone('processor', bot, join(folder, 'theirs'));
    const { lines } = describeBot(bot, theirs, ours, { packages: {} });
    expect(lines).toEqual([
      expect.stringMatching(/ the processor has [56]\d{3} bytes more with it$/),
      expect.stringMatching(/^ {2}heavy .*: 50\d\d bytes$/),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleFunctions, FUNCTION_NAMES } from '../../lib/bundle.ts';
import { BUDGETS, breaches } from '../../scripts/check-budgets.ts';
import { TEST_BOT } from '../support/test-bot.ts';

const ROOMY = { bytes: 1_000_000, gzippedBytes: 1_000_000 };

/** Bundles `handler.ts` of a folder that holds these files. */
async function bundle(files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'budgets-'));
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    }
    const { metafile } = await build({
      entryPoints: ['handler.ts'],
      absWorkingDir: folder,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
    });
    return metafile;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const checked = async (files: Record<string, string>, budget = ROOMY, gzippedBytes = 100) =>
  breaches('ingest', { metafile: await bundle(files), gzippedBytes }, budget);

test.each([
  'node_modules/undici/index.js',
  'node_modules/@aws-sdk/client-s3/index.js',
  'node_modules/@aws-sdk/credential-provider-sso/a.js',
  'node_modules/zod/v4/classic/schemas.js',
])('a function that holds %s is told by which imports it came in', async (forbidden) => {
  const [breach, ...others] = await checked({
    'handler.ts': "import './a.ts'; import './b.ts'; console.log(1)",
    'a.ts': 'console.log(2)',
    'b.ts': `import './${forbidden}'; console.log(3)`,
    [forbidden]: 'console.log(4)',
  });
  expect(breach).toMatch(`ingest: handler.ts → b.ts → ${forbidden}; `);
  expect(others).toEqual([]);
});

test('a function that imports node:http is told by which imports, and one that requires it is not', async () => {
  expect(
    await checked({ 'handler.ts': "import './a.ts'", 'a.ts': "import { get } from 'node:http'; get('x')" }),
  ).toEqual(['ingest: handler.ts → a.ts → node:http; it must come by require()']);
  expect(await checked({ 'handler.ts': "require('node:http').get('x')" })).toEqual([]);
});

test('a forbidden package of which nothing is left in the bundle is none', async () => {
  const files = {
    'handler.ts': "import { a } from './node_modules/undici/index.js'; console.log(1)",
    'node_modules/undici/index.js': 'export const a = 1',
  };
  expect(await checked(files)).toEqual([]);
});

test('a function that is too large is told what takes most of it', async () => {
  const files = {
    'handler.ts': "import './node_modules/@a/b/index.js'; console.log(1)",
    'node_modules/@a/b/index.js': `console.log('${'x'.repeat(500)}')`,
  };
  expect(await checked(files, { bytes: 300, gzippedBytes: 99 })).toEqual([
    expect.stringMatching(/^ingest: 5\d\d bytes, but only 300 are allowed; largest: @a\/b 51\d, /),
    expect.stringMatching(/^ingest: 100 bytes gzipped, but only 99 are allowed; largest: @a\/b/),
  ]);
});

test('the functions as they are hold nothing forbidden', async () => {
  const bundles = await bundleFunctions(TEST_BOT, 'build/budgets');
  const found = FUNCTION_NAMES.flatMap((name) =>
    breaches(name, { metafile: bundles[name].metafile, gzippedBytes: 0 }, BUDGETS[name]),
  );
  expect(found).toEqual([]);
});

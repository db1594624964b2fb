import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { originalPlace } from '../../../lambdas/telemetry/original-place.ts';

let folder: string;
let bundle: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'original-place-'));
  await writeFile(
    join(folder, 'bot.ts'),
    '// One line\nexport const bot = (): never => {\n  throw new Error("no");\n};\n',
  );
  bundle = join(folder, 'index.mjs');
  const options = { bundle: true, minify: true, format: 'esm', sourcemap: 'external' } as const;
  await build({ ...options, entryPoints: ['bot.ts'], absWorkingDir: folder, outfile: bundle });
});
afterEach(() => rm(folder, { recursive: true }));

/** Where the bundle throws, as its stack tells it to Node. */
async function thrownAt(): Promise<string> {
  const script = 'import(process.argv[1]).then(({ bot }) => bot()).catch(({ stack }) => console.log(stack))';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, bundle]);
  return /file:\S+:\d+:\d+/.exec(stdout)?.[0] ?? stdout;
}

test('a place in a bundle is told as the place in its source', async () => {
  const place = await thrownAt();
  expect(place).toMatch(/index\.mjs:1:\d+$/);
  expect(originalPlace(place)).toBe('bot.ts:3:9');
});

test.each(['node:internal/process/task_queues:95:5', '/var/task/index.mjs:3:4', 'no place'])(
  'the place %s, for which there is no source map, stays',
  (place) => {
    expect(originalPlace(place)).toBe(place);
  },
);

test('a source map that is broken is none', async () => {
  await writeFile(`${bundle}.map`, '{"version":3');
  const place = `${pathToFileURL(bundle)}:1:30`;
  expect(originalPlace(place)).toBe(place);
});

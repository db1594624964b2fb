import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { processWarnings } from '../../local/process-warnings.ts';

async function printedBy(script: string): Promise<string> {
  return (await promisify(execFile)(process.execPath, ['-e', script])).stderr;
}

test.each([
  ['a listener too many', 'for (let i = 0; i < 11; i++) process.on("foo", () => {})', 'MaxListenersExceededWarning'],
  ['a deprecated call', 'process.emitWarning("old", "DeprecationWarning", "DEP0001")', '[DEP0001] DeprecationWarning'],
  ['anything else', 'process.emitWarning("look out")', 'Warning: look out'],
])('%s is found in what a process printed', async (_what, script, warning) => {
  expect(processWarnings(await printedBy(script))).toEqual([expect.stringContaining(warning)]);
});

test('a warning is found where a step quotes it', async () => {
  const line = await printedBy('process.emitWarning("look out")');
  expect(processWarnings(JSON.stringify({ where: 'ingest', step: 'printed', line }))).toHaveLength(1);
});

test('a line of ours at level WARN is no warning of Node.js', () => {
  expect(processWarnings('{"level":"WARN","message":"secret kept"}\nWarning: the key is not set')).toEqual([]);
});

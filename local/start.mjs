// What `npm start` runs: plain JavaScript, so that it can say what is missing before anything else is loaded.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 12)) {
  fail(`Node.js 20.12 or newer is needed; this is ${process.versions.node}.`);
}
if (!existsSync(join(import.meta.dirname, '..', 'node_modules', 'tsx', 'package.json'))) {
  fail('The packages are not installed: run `npm ci` first.');
}
const { register } = await import('tsx/esm/api');
register();
await import('./start.ts');

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const FETCH_HTTP = join(import.meta.dirname, '..', 'peers', 'fetch-http.ts');

/** Puts `fetch` in the place of our HTTP client. */
export function withFetch(): Plugin {
  return {
    name: 'fetch',
    setup: ({ onResolve }) => onResolve({ filter: /\/http\.ts$/ }, () => ({ path: FETCH_HTTP })),
  };
}

/** What a handler does at the end of its init: CommonJS, which is CDK's default, has no `await` there. */
const PRIMING = /^await prime\([\s\S]*?\);$/m;

/** Leaves out of our handlers that they prime themselves in init. */
export function withoutPriming(): Plugin {
  return {
    name: 'no priming',
    setup: ({ onLoad }) =>
      onLoad({ filter: /lambdas\/\w+\/handler\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace(PRIMING, ''),
        loader: 'ts',
      })),
  };
}

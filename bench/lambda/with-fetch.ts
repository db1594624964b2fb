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

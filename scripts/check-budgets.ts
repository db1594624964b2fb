import type { Metafile } from 'esbuild';
import type { FunctionName } from '../lib/bundle.ts';

/** What a function may weigh, in bytes: minified, and as Lambda stores it. */
export interface Budget {
  bytes: number;
  gzippedBytes: number;
}

/** Little above what the functions weigh. What is loaded at a cold start is paid for by each one. */
export const BUDGETS: Record<FunctionName, Budget> = {
  ingest: { bytes: 245_760, gzippedBytes: 82_000 },
  processor: { bytes: 325_000, gzippedBytes: 110_000 },
  reply: { bytes: 315_000, gzippedBytes: 100_000 },
  reconcile: { bytes: 300_000, gzippedBytes: 95_000 },
};

/** What no function may hold, as files of its bundle, and what to do instead. */
const FORBIDDEN_FILES: [files: RegExp, instead: string][] = [
  [/node_modules\/undici\//, 'use lambdas/runtime/http.ts'],
  [/node_modules\/@aws-sdk\/client-(?!sqs|dynamodb|secrets-manager)/, 'use lambdas/media/put-object.ts for S3'],
  [/node_modules\/@(aws-sdk|smithy)\/(credential-provider-|token-providers)/, 'credentials are in the environment'],
  [/node_modules\/zod\/(v3|v4\/classic)\//, 'use zod/mini'],
];

/** What no function may import, because Node loads undici with it; `lib/bundle.ts` makes a require() of it. */
const FORBIDDEN_IMPORTS = /^(node:)?https?$/;

/** What is known of a bundle. */
export interface Weighed {
  metafile: Metafile;
  gzippedBytes: number;
}

/** What is wrong with a bundle, in one line each: what is too large, or came in, and by which imports. */
export function breaches(name: string, { metafile, gzippedBytes }: Weighed, budget: Budget): string[] {
  const [output] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  if (output?.entryPoint === undefined) throw new Error(`The bundle of ${name} has no entry`);
  const { bytes, entryPoint, inputs, imports } = output;
  const chain = (file: string) => chainTo(file, entryPoint, metafile).join(' → ');
  const shipped = Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0);
  const imported = imports
    .filter(({ path, kind }) => kind === 'import-statement' && FORBIDDEN_IMPORTS.test(path))
    .map(({ path }) => path);
  return [
    ...(bytes > budget.bytes ? [`${name}: ${bytes} bytes, allowed are ${budget.bytes}; ${largest(inputs)}`] : []),
    ...(gzippedBytes > budget.gzippedBytes
      ? [`${name}: ${gzippedBytes} bytes gzipped, allowed are ${budget.gzippedBytes}; ${largest(inputs)}`]
      : []),
    ...FORBIDDEN_FILES.flatMap(([files, instead]) => {
      const found = shipped.find((file) => files.test(file));
      return found === undefined ? [] : [`${name}: ${chain(found)}; ${instead}`];
    }),
    ...[...new Set(imported)].map((path) => `${name}: ${chain(path)}; it must come by require()`),
  ];
}

/** The shortest way by imports from one file to another. */
function chainTo(file: string, entry: string, { inputs }: Metafile): string[] {
  const ways = new Map([[entry, [entry]]]);
  for (const [from, way] of ways) {
    if (from === file) return way;
    for (const { path } of inputs[from]?.imports ?? []) if (!ways.has(path)) ways.set(path, [...way, path]);
  }
  return [entry, '…', file];
}

/** The five packages, or folders of ours, that take the most of a bundle. */
function largest(inputs: Metafile['outputs'][string]['inputs']): string {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const owner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file.split('/').slice(0, -1).join('/');
    sizes.set(owner, (sizes.get(owner) ?? 0) + bytesInOutput);
  }
  const sorted = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 5);
  return `largest: ${sorted.map(([owner, bytes]) => `${owner} ${bytes}`).join(', ')}`;
}

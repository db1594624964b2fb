import type { Metafile } from 'esbuild';
import type { FunctionName } from '../lib/bundle.ts';

/** The maximum size of a function, in bytes: minified, and as Lambda stores it. */
export interface Budget {
  bytes: number;
  gzippedBytes: number;
}

/**
 * Slightly above the functions' sizes. Every cold start pays for what it loads. The processor's was 332,000 until it
 * wrote transcripts.
 */
export const BUDGETS: Record<FunctionName, Budget> = {
  ingest: { bytes: 245_760, gzippedBytes: 82_000 },
  processor: { bytes: 333_800, gzippedBytes: 112_000 },
  reply: { bytes: 352_000, gzippedBytes: 111_000 },
  reconcile: { bytes: 300_000, gzippedBytes: 95_000 },
  outbox: { bytes: 310_000, gzippedBytes: 98_000 },
  publisher: { bytes: 300_000, gzippedBytes: 95_000 },
};

/** Files that no bundle may contain, and what to use instead. */
const FORBIDDEN_FILES: [files: RegExp, instead: string][] = [
  [/node_modules\/undici\//, 'use lambdas/runtime/http.ts'],
  [
    /node_modules\/@aws-sdk\/client-(?!sqs|dynamodb|secrets-manager|scheduler|eventbridge)/,
    'use lambdas/media/put-object.ts for S3',
  ],
  [/node_modules\/@(aws-sdk|smithy)\/(credential-provider-|token-providers)/, 'credentials are in the environment'],
  [/node_modules\/zod\/(v3|v4\/classic)\//, 'use zod/mini'],
];

/**
 * Modules that no function may import, because Node loads undici with them; `lib/bundle.ts` turns them into require().
 */
const FORBIDDEN_IMPORTS = /^(node:)?https?$/;

/** A bundle and its size. */
export interface Weighed {
  metafile: Metafile;
  gzippedBytes: number;
}

/** The problems of a bundle, one line each: what is too large, or forbidden, and the imports that lead to it. */
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
    ...(bytes > budget.bytes
      ? [`${name}: ${bytes} bytes, but only ${budget.bytes} are allowed; ${largest(inputs)}`]
      : []),
    ...(gzippedBytes > budget.gzippedBytes
      ? [`${name}: ${gzippedBytes} bytes gzipped, but only ${budget.gzippedBytes} are allowed; ${largest(inputs)}`]
      : []),
    ...FORBIDDEN_FILES.flatMap(([files, instead]) => {
      const found = shipped.find((file) => files.test(file));
      return found === undefined ? [] : [`${name}: ${chain(found)}; ${instead}`];
    }),
    ...[...new Set(imported)].map((path) => `${name}: ${chain(path)}; it must come by require()`),
  ];
}

/** The shortest chain of imports from one file to another. */
function chainTo(file: string, entry: string, { inputs }: Metafile): string[] {
  const ways = new Map([[entry, [entry]]]);
  for (const [from, way] of ways) {
    if (from === file) return way;
    for (const { path } of inputs[from]?.imports ?? []) if (!ways.has(path)) ways.set(path, [...way, path]);
  }
  return [entry, '…', file];
}

/** The five packages or project folders that take the most space in a bundle. */
function largest(inputs: Metafile['outputs'][string]['inputs']): string {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const owner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file.split('/').slice(0, -1).join('/');
    sizes.set(owner, (sizes.get(owner) ?? 0) + bytesInOutput);
  }
  const sorted = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 5);
  return `largest: ${sorted.map(([owner, bytes]) => `${owner} ${bytes}`).join(', ')}`;
}

import type { Bundles } from '../lib/bundle.ts';
import { type Lockfile, licenceOf, nameOf, OUR_PACKAGES, packagesFor } from './packages.ts';

/**
 * The text of `docs/licences.md`: each package in a bundle by name, all others of ours counted by licence.
 *
 * @throws Error when the lockfile lacks a package of a bundle
 */
export function describeLicences(lockfile: Lockfile, bundles: Bundles): string {
  const functionsOf = functionsByPackage(bundles);
  const shipped = [...functionsOf].map(([folder, functions]) => {
    const locked = lockfile.packages[folder];
    if (locked === undefined) throw new Error(`${folder} is in a bundle, but not in package-lock.json`);
    return row(`\`${nameOf(folder)}\``, locked.version, licenceOf(locked), functions.join(', '));
  });
  const others = packagesFor(OUR_PACKAGES, lockfile).filter(([folder]) => !functionsOf.has(folder));
  const counts = Object.entries(countBy(others.map(([, locked]) => licenceOf(locked))));
  return `# Licences

After this page you know whose code you deploy, and on which terms.

\`npm run docs\` makes this page from \`package-lock.json\` and esbuild's bundles. A test checks that it is current, and
that every licence is permissive, except that of one tool of the tests. What your own bot adds is listed by
\`npm run budgets\`.

## In the functions

The code of these packages runs in Lambda.

| package | version | licence | in |
| --- | --- | --- | --- |
${shipped.sort(byText).join('\n')}

## On a developer's computer only

These packages build, test and run the app and are not deployed. A package that offers several licences is used under
the permissive one. One alone is not permissive: \`axe-core\` (MPL-2.0), which the browser tests use unchanged.

| licence | packages |
| --- | --- |
${counts
  .map(([licence, count]) => row(licence, String(count)))
  .sort(byText)
  .join('\n')}
`;
}

function functionsByPackage(bundles: Bundles): Map<string, string[]> {
  const functions = new Map<string, string[]>();
  for (const [name, { packages }] of Object.entries(bundles)) {
    for (const folder of packages) functions.set(folder, [...(functions.get(folder) ?? []), name]);
  }
  return functions;
}

function countBy(keys: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** An order that does not depend on the computer's language. */
function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

import type { Bundle } from '../lib/bundle.ts';
import { type Lockfile, licenceOf, nameOf } from './packages.ts';

/** What a bot of the user adds to the processor: one line for each thing, and what its author should look at. */
export interface BotDescription {
  lines: string[];
  warnings: string[];
}

/**
 * Describes what a bot adds to the processor, in bytes as minified: all of it, and each package that only the bot brings.
 *
 * @param bot its file
 * @param processor the function with this bot, and `plain` the function with the bot of our tests
 */
export function describeBot(bot: string, processor: Bundle, plain: Bundle, lockfile: Lockfile): BotDescription {
  const added = processor.packages
    .filter((folder) => !plain.packages.includes(folder))
    .map((folder) => ({ folder, bytes: bytesOf(folder, processor), ...(lockfile.packages[folder] ?? {}) }))
    .sort((a, b) => b.bytes - a.bytes);
  const difference = processor.bytes - plain.bytes;
  return {
    lines: [
      `your bot, ${bot}: the processor has ${Math.abs(difference)} bytes ${difference < 0 ? 'less' : 'more'} with it`,
      ...added.map(
        ({ folder, version = 'of no known version', bytes, ...locked }) =>
          `  ${nameOf(folder)} ${version}, licence ${licenceOf(locked)}: ${bytes} bytes`,
      ),
    ],
    warnings: added.flatMap(({ folder, ...locked }) => warningOf(nameOf(folder), licenceOf(locked)) ?? []),
  };
}

function bytesOf(folder: string, { metafile }: Bundle): number {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .filter(([file]) => file.startsWith(`${folder}/`))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
}

function warningOf(name: string, licence: string): string | undefined {
  if (isUnknown(licence)) return `Warning: ${name} states no standard licence (${licence}): ask its author.`;
  if (!isCopyleft(licence)) return undefined;
  return `Warning: ${name} has the copyleft licence ${licence}: read what it asks of you before you deploy it.`;
}

/**
 * Licences that may extend to the bot that a package is bundled with. Those that cover only the files of the package,
 * such as MPL-2.0, are not among them.
 */
const COPYLEFT = /^(A|L)?GPL|^SSPL|^OSL|^EUPL|^CPAL|^QPL|^Sleepycat|^CC-BY-(NC-)?SA/i;

/** Whether an SPDX expression, such as `(MIT OR GPL-3.0-only)`, can only be met with a copyleft licence. */
export function isCopyleft(expression: string): boolean {
  const choices = expression.replace(/[()]/g, '').split(/ OR /i);
  return choices.every((choice) => choice.split(/ AND /i).some((licence) => COPYLEFT.test(licence.trim())));
}

function isUnknown(licence: string): boolean {
  return /^(none given|UNLICENSED|SEE LICEN[CS]E IN\b.*|)$/i.test(licence);
}

import { styleText } from 'node:util';
import { renderShort, type Step } from '../operations/steps.ts';

/** Prints a step as a line for people, in colour where a terminal shows it. */
export function printStep(step: Step): void {
  const paint = process.stdout.isTTY ? styleText : undefined;
  process.stdout.write(`${renderShort(step, (text, style) => (paint ? paint(style, text) : text))}\n`);
}

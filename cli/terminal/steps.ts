import { say } from '../../operations/say.ts';
import type { Context } from './context.ts';
import type { Style } from './terminal.ts';

/** One step of a command that changes something. */
export interface ReportedStep {
  /** What it is about, in one word. */
  step: string;
  /** `planned` is what a dry run would do; `already` needed nothing. */
  state: 'done' | 'already' | 'planned' | 'warning' | 'failed';
  /** One line for a person. Never a secret. */
  text: string;
}

const SIGNS: Record<ReportedStep['state'], [sign: string, style: Style]> = {
  done: ['✓', 'green'],
  already: ['✓', 'dim'],
  planned: ['→', 'bold'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
};

/** Prints each step when it is over; or, for programs, all of them in one JSON document at the end. */
export interface StepReport {
  add(step: string, state: ReportedStep['state'], text: string): void;
  /** Prints the JSON document, if that is wanted. */
  end(): void;
}

/** @param about what the JSON document holds in addition to its steps */
export function stepReport(
  { terminal }: Pick<Context, 'terminal'>,
  { json, ...about }: { json: boolean; target: string; dryRun: boolean },
): StepReport {
  const steps: ReportedStep[] = [];
  return {
    add(step, state, text) {
      steps.push({ step, state, text });
      const [sign, style] = SIGNS[state];
      if (!json) terminal.print(`${terminal.paint(sign, style)} ${step.padEnd(8)} ${say(text)}`);
    },
    end() {
      if (json) terminal.print(JSON.stringify({ ...about, steps }));
    },
  };
}

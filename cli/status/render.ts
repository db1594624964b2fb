import { say } from '../../operations/say.ts';
import type { Style, Terminal } from '../terminal/terminal.ts';
import type { StatusFinding } from './finding.ts';

const SIGNS: Record<StatusFinding['level'], [sign: string, style: Style]> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  bad: ['✗', 'red'],
  unchecked: ['·', 'dim'],
};

/** Findings as a person reads them: what, why it matters, the fix. */
export function renderFindings(findings: StatusFinding[], paint: Terminal['paint']): string {
  return findings.map((finding) => renderFinding(finding, paint)).join('\n');
}

function renderFinding({ check, level, what, why, fix }: StatusFinding, paint: Terminal['paint']): string {
  const [sign, style] = SIGNS[level];
  const said = level === 'unchecked' ? say(`not checked: ${what}`) : sayOfNumber(what);
  const lines = [`${paint(sign, style)} ${check.padEnd(9)} ${said}`];
  for (const more of [why && say(why), fix && `→ ${say(fix)}`]) {
    if (more !== undefined) lines.push(`  ${' '.repeat(9)} ${more}`);
  }
  return lines.join('\n');
}

/** A finding about one of several numbers begins with the number. */
function sayOfNumber(what: string): string {
  const [, number, rest] = /^(\S+): (.+)$/s.exec(what) ?? [];
  return rest === undefined ? say(what) : `${number}: ${say(rest)}`;
}

import type { Log } from '../../lambdas/telemetry/log.ts';

export interface RecordedLog extends Log {
  lines: { level: string; step: string; fields: Record<string, unknown> }[];
  steps(): string[];
}

/** A log that keeps its lines. */
export function recordedLog(): RecordedLog {
  const lines: RecordedLog['lines'] = [];
  const write = (level: string) => (step: string, fields: Record<string, unknown>) => {
    lines.push({ level, step, fields });
  };
  return {
    lines,
    steps: () => lines.map(({ step }) => step),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

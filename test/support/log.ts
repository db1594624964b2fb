import type { Log } from '../../lambdas/telemetry/log.ts';

export interface RecordedLog extends Log {
  lines: { level: string; step: string; fields: Record<string, unknown> }[];
  /** The steps of the lines that are written at the default level. */
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
    steps: () => lines.filter(({ level }) => level !== 'debug').map(({ step }) => step),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

/**
 * Set up before every test file: a test fails when a process that it watches warned of something, be it of what leaks
 * or of what the next Node.js takes away.
 */
import { processWarnings } from '../../local/process-warnings.ts';

const warnings: string[] = [];

/** Watches what a local run printed; what its functions warned of is quoted in it. */
export function watchWarnings(printed: string): void {
  warnings.push(...processWarnings(printed));
}

/** @throws Error when there was a warning since the last time */
export function refuseWarnings(): void {
  const found = warnings.splice(0);
  if (found.length > 0) throw new Error(`There are process warnings:\n${found.join('\n')}`);
}

afterEach(refuseWarnings);

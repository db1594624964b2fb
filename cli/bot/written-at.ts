import { statSync } from 'node:fs';

/** When a file was written, in epoch ms; 0 for a file that is gone. */
export function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

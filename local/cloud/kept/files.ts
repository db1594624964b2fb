import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file in one step, readable by its owner alone: whoever dies in between leaves the old one. */
export function writeWhole(file: string, content: string | Buffer): void {
  const draft = `${file}.draft`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
}

import type { ChildProcess } from 'node:child_process';

/** Ends a process when this one ends before it: a stopped one would stay. */
export function endWithParent(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

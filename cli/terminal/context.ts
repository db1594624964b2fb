import type { Terminal } from './terminal.ts';

/** What a command is given of the world. */
export interface Context {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  /** The time in epoch ms. */
  now(): number;
}

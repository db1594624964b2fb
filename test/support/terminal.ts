import type { Terminal } from '../../cli/terminal/terminal.ts';

/** A terminal that keeps what is printed, with nobody before it. */
export function quietTerminal(): Terminal & { printed: string[] } {
  const printed: string[] = [];
  return {
    printed,
    interactive: false,
    print: (text) => printed.push(text),
    note: () => undefined,
    progress: () => undefined,
    confirm: async () => false,
    async *lines() {},
    paint: (text) => text,
  };
}

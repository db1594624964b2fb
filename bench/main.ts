// Measures the app next to its peers and prints tables. Usage: npm run bench -- [tables] [--runs N] [--json FILE]
import { writeFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import type { BenchContext, BenchTable } from './context.ts';
import { openTestbed, type Testbed } from './lambda/testbed.ts';
import { describeMachine, renderMachine } from './machine.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { jsonOf, type Row, render } from './row.ts';
import { TABLES } from './tables.ts';

// Ends as a process that is asked to, so that what it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const options = readOptions(
    process.argv.slice(2),
    TABLES.map(({ name }) => name),
  );
  process.exitCode = (await bench(options)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

/** @returns whether every gate holds */
async function bench({ tables, json, ...options }: BenchOptions): Promise<boolean> {
  const machine = await describeMachine(Date.now());
  print(`${renderMachine(machine)}\n`);
  const wanted = TABLES.filter(({ name }) => tables.length === 0 || tables.includes(name));
  const results = await runTables(wanted, createContext(options));
  const rows = results.flatMap(({ table, rows }) => rows.map((row) => jsonOf(table.name, row)));
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  return results.every(({ rows }) => rows.every(({ pass }) => pass !== false));
}

interface Result {
  table: BenchTable;
  rows: Row[];
}

/** Runs tables one after the other, and prints each when it is done. */
async function runTables(tables: readonly BenchTable[], context: ReturnType<typeof createContext>): Promise<Result[]> {
  try {
    const results: Result[] = [];
    for (const table of tables) {
      const rows = await table.run(context);
      results.push({ table, rows });
      print(`## ${table.name}: ${table.title}\n\n${render(rows)}\n`);
    }
    return results;
  } finally {
    await context.close();
  }
}

function createContext({
  runs,
  ...options
}: Omit<BenchOptions, 'tables' | 'json'>): BenchContext & { close(): Promise<void> } {
  const progress = (text: string) => void process.stderr.write(`${text}\n`);
  let testbed: Promise<Testbed> | undefined;
  return {
    ...options,
    runs: (usual) => runs ?? usual,
    progress,
    testbed() {
      testbed ??= openTestbed(progress);
      return testbed;
    },
    close: async () => (await testbed)?.simulator.stop(),
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

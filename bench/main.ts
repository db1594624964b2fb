// Measures the app beside its peers and prints tables. Usage: npm run bench -- [tables] [--runs N] [--json FILE]
import { writeFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import type { Context, Table } from './context.ts';
import { describeMachine, renderMachine } from './machine.ts';
import { type Options, readOptions } from './options.ts';
import { jsonOf, type Row, render } from './row.ts';
import { TABLES } from './tables.ts';

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
async function bench({ tables, json, ...options }: Options): Promise<boolean> {
  const machine = await describeMachine(Date.now());
  print(`${renderMachine(machine)}\n`);
  const context = createContext(options);
  const results: { table: Table; rows: Row[] }[] = [];
  for (const table of TABLES.filter(({ name }) => tables.length === 0 || tables.includes(name))) {
    const rows = await table.run(context);
    results.push({ table, rows });
    print(`## ${table.name}: ${table.title}\n\n${render(rows)}\n`);
  }
  const rows = results.flatMap(({ table, rows }) => rows.map((row) => jsonOf(table.name, row)));
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  return results.every(({ rows }) => rows.every(({ pass }) => pass !== false));
}

function createContext({ runs, ...options }: Omit<Options, 'tables' | 'json'>): Context {
  return {
    ...options,
    runs: (usual) => runs ?? usual,
    progress: (text) => process.stderr.write(`${text}\n`),
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

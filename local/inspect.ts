import { createServer } from 'node:http';
import type { FunctionName } from '../lib/bundle.ts';
import { listen } from './cloud/listen.ts';

/** A function that a debugger may attach to. */
export interface Inspected {
  name: FunctionName;
  /** The port on 127.0.0.1; 0 stands for any free one. */
  port: number;
}

/** The variables with the time limits inside of each function: they go on while a debugger stops it. */
const LIMITS: Record<FunctionName, string[]> = {
  ingest: [],
  processor: ['BOT_TIMEOUT_SECONDS'],
  reply: ['SEND_TIMEOUT_SECONDS'],
  reconcile: [],
  outbox: [],
  publisher: [],
};
const AN_HOUR = '3600';

/** Reads `<function>` or `<function>:<port>`. @returns undefined when it is neither */
export function readInspected(value: string): Inspected | undefined {
  const [, given, port = '0'] = /^(\w+)(?::(\d{1,5}))?$/.exec(value) ?? [];
  const isKnown = given !== undefined && Object.hasOwn(LIMITS, given) && Number(port) <= 65_535;
  return isKnown ? { name: given as FunctionName, port: Number(port) } : undefined;
}

/** Environment variables with which a debugger may stop the function for as long as an hour. */
export function patientVariables({ name }: Inspected): Record<string, string> {
  return Object.fromEntries(LIMITS[name].map((variable) => [variable, AN_HOUR]));
}

/**
 * Finds the port for the debugger: the function's processes use it one after the other.
 *
 * @throws CloudError when the port is taken
 */
export async function findPort({ port }: Inspected): Promise<number> {
  const server = createServer();
  const url = await listen(server, port);
  await new Promise((resolve) => server.close(resolve));
  return Number(new URL(url).port);
}

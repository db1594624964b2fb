import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that happens, as it stands in a case. */
export type CaseStep =
  /**
   * The vendor tells of a message: the documented one with these fields, under this name. Ids are new unless they are
   * given.
   */
  | { received: Record<string, unknown>; as?: string }
  /** The vendor posts this body. */
  | { body: Record<string, unknown> }
  /** From now on the vendor refuses these addresses, with its codes, and no others. */
  | { refuses: Record<string, string> }
  /** Nothing, for so many seconds. */
  | { wait: number }
  /** The ledger holds this record, which an older version wrote. */
  | { record: Record<string, unknown> };

/** What the vendor is asked to send. */
export interface Sent {
  to: string;
  text?: string;
  template?: string;
  /** Why it was refused. */
  refused?: string;
}

/** What comes from the field, and what must become of it: a case in `test/field/cases/*.json`. */
export interface Case {
  name: string;
  /** Which of the bots is talked to; `echo` by default. */
  bot?: string;
  /** Settings of the rules, and of the processor and the reply function, that are not the defaults. */
  settings?: Record<string, unknown>;
  /** The addresses that the vendor refuses at first, with its codes. */
  refuses?: Record<string, string>;
  steps: CaseStep[];
  /** All that is sent, in order. */
  sends: Sent[];
  /** Records that the ledger holds then, as far as they are given. */
  ledger?: Record<string, unknown>[];
  /** Steps that the functions log, and those that they do not. */
  log?: string[];
  logNot?: string[];
  /** Whether it is also run end to end, over HTTP. */
  endToEnd?: boolean;
}

const FOLDER = join(import.meta.dirname, 'cases');

/** Every case, by the name of its file. */
export const CASES: [file: string, cases: Case[]][] = readdirSync(FOLDER).map((file) => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')),
]);

import { keyPart } from '../../lambdas/pilot-status/identity.ts';
import { UsageError } from '../terminal/errors.ts';

/** Which lines are wanted. */
export interface LineOptions {
  id?: string;
  errors?: true;
}

/** The lines of our functions have a level, those of Lambda itself a type, such as of an invocation that timed out. */
const ERRORS = '$.level = "ERROR" || $.level = "FATAL" || $.type = "platform.*"';

/**
 * The filter pattern for CloudWatch Logs; undefined for every line.
 *
 * @throws UsageError for an id that no pattern can hold
 */
export function filterPattern({ id, errors }: LineOptions): string | undefined {
  const parts = [...(id === undefined ? [] : [`(${isAbout(id)})`]), ...(errors ? [`(${ERRORS})`] : [])];
  return parts.length === 0 ? undefined : `{ ${parts.join(' && ')} }`;
}

/** A line knows an event by the key of the ledger, and a send by the vendor's id as it is. */
function isAbout(id: string): string {
  if (/["\\*]/.test(id)) throw new UsageError('An id cannot contain quotes, backslashes or asterisks');
  return `$.id = "${keyPart(id)}" || $.sentId = "${id}" || $.conversation = "${id}"`;
}

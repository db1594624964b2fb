import { isObject, parseJson } from '../../lambdas/runtime/json.ts';
import { STACK_QUEUES } from '../../operations/queue-names.ts';
import type { DroppedLetter } from '../dlq/drop-file.ts';
import { CommandError } from '../terminal/errors.ts';

/** What can be put back: a dead letter that was dropped, or the body of a delivery. */
export type Replayed = DroppedLetter | { queue: 'events'; body: string };

/**
 * Reads what `dlq drop` wrote, or a file that holds one body. A body stays as it is written, because an event without
 * an id is known by its bytes.
 *
 * @throws CommandError that names the line when it is neither
 */
export function readReplayFile(text: string): Replayed[] {
  const whole = text.trim();
  const json = parseJson(whole);
  if (isObject(json)) return [isDropped(json) ? json : { queue: 'events', body: whole }];
  return whole.split('\n').map((line, i) => {
    const letter = parseJson(line);
    if (isObject(letter) && isDropped(letter)) return letter;
    throw new CommandError(`Line ${i + 1} was not written by \`dlq drop\`, and the file is not a JSON object either`);
  });
}

function isDropped(value: Record<string, unknown>): value is Record<string, unknown> & DroppedLetter {
  const { queue, id, group, body, attributes } = value;
  const hasTexts = [id, group, body].every((part) => typeof part === 'string');
  return STACK_QUEUES.some((name) => name === queue) && hasTexts && isObject(attributes);
}

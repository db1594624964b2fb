import type { EventKey } from '../../lambdas/pilot-status/identity.ts';
import { isObject } from '../../lambdas/runtime/json.ts';
import type { CloudEvent } from '../cloud/events.ts';

/** Whose data a person has erased from the ledger: by the hash of the conversation, or by an event of it. */
export type Forgotten = { conversation: string } | { key: EventKey };

/**
 * Reads from a call of AWS's API that a contact is erased, as `forget` does it: the record of the conversation is
 * deleted, and the records of its events lose what names the conversation.
 */
export function readForgotten(event: CloudEvent): Forgotten | undefined {
  if (event.kind !== 'call' || event.caller !== 'admin' || event.service !== 'dynamodb' || event.status !== 200) {
    return undefined;
  }
  const { Key, UpdateExpression, ExpressionAttributeNames = {} } = event.input as Record<string, unknown>;
  const key = isObject(Key) ? { id: textOf(Key.id), event: textOf(Key.event) } : { id: '', event: '' };
  if (event.operation === 'DeleteItem') {
    const [, conversation] = key.event === '#conversation' ? (/^conversation#(.+)$/.exec(key.id) ?? []) : [];
    return conversation === undefined ? undefined : { conversation };
  }
  if (event.operation !== 'UpdateItem') return undefined;
  const [, removed = ''] = /\bREMOVE\b(.*)/s.exec(String(UpdateExpression)) ?? [];
  const names = Object.entries(ExpressionAttributeNames as Record<string, string>);
  const isStripped = names.some(([alias, name]) => name === 'conversation' && removed.includes(alias));
  return isStripped ? { key } : undefined;
}

/** A text as DynamoDB's API has it. */
function textOf(value: unknown): string {
  return isObject(value) && typeof value.S === 'string' ? value.S : '';
}

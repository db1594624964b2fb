import { parseJson } from '../../lambdas/json.ts';
import { replyRecordKey } from '../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../lambdas/ledger/table.ts';
import { isObject, readDelivery } from '../../lambdas/pilot-status/events.ts';
import { type EventKey, eventKey } from '../../lambdas/pilot-status/identity.ts';
import { readReplyJob } from '../../lambdas/queue/reply-job.ts';
import type { Replayed } from './read-file.ts';

/** What is to be done with one thing that can be put back. */
export type Plan =
  /** It goes through the front door. */
  | { kind: 'deliver'; what: Replayed; key: EventKey }
  /** It goes back on the replies queue: a reply has no other door. */
  | { kind: 'enqueue'; what: Extract<Replayed, { group: string }>; key: Key }
  /** It is not put back. */
  | { kind: 'refuse'; what: Replayed; because: string };

/**
 * Plans what becomes of it. An event must get the key at the front door that it had before, or the ledger could not tell
 * that it was answered already.
 */
export function planReplay(what: Replayed): Plan {
  if (what.queue === 'replies' && 'group' in what) return planReply(what);
  const json = parseJson(what.body);
  if (!isObject(json)) return { kind: 'refuse', what, because: 'its body is no JSON object' };
  const key = eventKey(readDelivery(json), Buffer.from(what.body));
  const before = 'attributes' in what ? what.attributes : {};
  const isSame = before.id === undefined || (before.id === key.id && before.event === key.event);
  if (!isSame) return { kind: 'refuse', what, because: `it would be taken for another event than ${before.id}` };
  return { kind: 'deliver', what, key };
}

function planReply(what: Extract<Replayed, { group: string }>): Plan {
  const job = readReplyJob(what.body);
  if (job === undefined) return { kind: 'refuse', what, because: 'it is no reply in a format that is known' };
  return { kind: 'enqueue', what, key: replyRecordKey(job.reply, job.index) };
}

/** What the ledger knows of it, in words; undefined when it has no record. */
export function knownAs(record: Item | undefined): string | undefined {
  if (record === undefined) return undefined;
  return [record.state, record.outcome].filter((word) => typeof word === 'string').join(', ');
}

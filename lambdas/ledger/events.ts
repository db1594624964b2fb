import { expiry, FORMAT, heldBy, isOwn, type Lease, type LedgerSettings, newLease } from './lease.ts';
import { asFailed } from './lists.ts';
import type { Condition, Item, Key, Table } from './table.ts';

/**
 * The records of events: partition `data.id`, sort the event's name.
 *
 *     (none) ─claim─► claimed ─complete─► done
 *                      │    ▲
 *               release└────┘ or the lease ends: another worker claims it
 */

/** The answer to a claim. */
export type Claim =
  /**
   * It is ours; `failures` says how often the work on this message was begun before and failed, or never came to an
   * end, and `failure` how it failed the last time, where it came to an end. `isErased` says that the contact was erased
   * since it was claimed before.
   */
  | { kind: 'claimed'; lease: Lease; failures: number; failure?: string; isErased?: true }
  /** It was handled before, in that conversation, where the record still says so. */
  | { kind: 'duplicate'; conversation?: string }
  /** Another worker is at it; its lease ends then (epoch ms). */
  | { kind: 'busy'; until: number };

/**
 * What a record keeps of its event, and the id of the message that brings it. Failures are counted for each message:
 * what comes back from a dead-letter queue, in whatever way, is a new message and starts a new count. The counts of
 * other messages that brought the same event are kept, or two of them in one batch would restart each other's count without
 * end.
 */
export type ClaimFields = Item & { message?: string };

/** How the work on an event ended. */
export interface End {
  outcome: 'answered' | 'silent' | 'recorded' | 'duplicate';
  /** Why there is no answer, or why the rules gave it. */
  because?: string | undefined;
  /** Until when a person has the conversation, where that is why; epoch ms. */
  until?: number | undefined;
  /** The key of the answer, and how many messages it has, where there is one. */
  answer?: string | undefined;
  replies?: number | undefined;
}

export interface EventRecords {
  /**
   * Deduplicates: takes an event to work on it, by a conditional put. A crashed worker's event can be taken when its
   * lease has ended, and one that nobody could read as soon as somebody can.
   *
   * @param repeatedSince where events of one key can be several: a record received before then (epoch ms) is of another
   *   one
   */
  claim(key: Key, fields: ClaimFields, repeatedSince?: number): Promise<Claim>;
  /** Writes how it ended. @returns false when the lease was lost to another worker, who has not finished yet */
  complete(key: Key, lease: Lease, end: End): Promise<boolean>;
  /**
   * Gives an event back unfinished, so that a retry need not wait for the lease to end.
   *
   * @param failure how it failed the last time, in words that may be logged
   */
  release(key: Key, lease: Lease, failures: number, failure?: string): Promise<void>;
  /** Records an event that needs no work. @returns false when it was recorded before */
  record(key: Key, fields: Item): Promise<boolean>;
  /** Whether an event is done, as far as an eventually consistent read can tell. */
  isDone(key: Key): Promise<boolean>;
}

export function eventRecords(table: Table, settings: LedgerSettings): EventRecords {
  /** The claim has overwritten the counts; they go on. */
  async function carryFailures(key: Key, lease: Lease, old: Item, message = ''): Promise<Failures & Erased> {
    const last = failuresOf(old);
    const { [message]: earlier = { failures: 0 }, ...others } = (old.others ?? {}) as Record<string, Failures>;
    const isSame = (old.message ?? '') === message;
    const failed = isSame ? last : earlier;
    const erased = isErased(old);
    if (!isSame && typeof old.message === 'string' && last.failures > 0) others[old.message] = last;
    if (failed.failures > 0 || Object.keys(others).length > 0 || erased) {
      await table.set(key, { ...failed, others, ...(erased && { erased }) }, heldBy(lease));
    }
    return { ...failed, ...(erased && { isErased: true }) };
  }

  return {
    async claim(key, fields, repeatedSince) {
      const lease = newLease(settings);
      const item = {
        ...key,
        ...fields,
        ...common(settings),
        state: 'claimed',
        owner: lease.owner,
        leaseUntil: lease.until,
      };
      const written = await table.put(item, free(settings.now(), repeatedSince));
      if (written.ok) {
        const { old } = written;
        const failed =
          old?.state === 'claimed' ? await carryFailures(key, lease, old, fields.message) : { failures: 0 };
        return { kind: 'claimed', lease, ...failed };
      }
      if (isOwn(lease, written.item)) return { kind: 'claimed', lease, failures: 0 };
      if (written.item?.state === 'done') return { kind: 'duplicate', ...conversationOf(written.item) };
      return { kind: 'busy', until: Number(written.item?.leaseUntil ?? lease.until) };
    },

    async complete(key, lease, end) {
      const fields = { state: 'done', ...end, doneAt: settings.now(), ...WITHOUT_WORK };
      const written = await table.set(key, fields, heldBy(lease));
      return written.ok || written.item?.state === 'done';
    },

    async release(key, lease, failures, failure) {
      const listed = failure === undefined ? {} : asFailed(settings.now());
      await table.set(key, { leaseUntil: 0, failures, failure, ...listed }, heldBy(lease));
    },

    async record(key, fields) {
      const lease = newLease(settings);
      const item = {
        ...key,
        owner: lease.owner,
        ...fields,
        ...common(settings),
        state: 'done',
        outcome: 'recorded',
        doneAt: settings.now(),
      };
      const written = await table.put(item, { expression: 'attribute_not_exists(id)' });
      return written.ok || isOwn(lease, written.item);
    },

    async isDone(key) {
      return (await table.get(key, { consistent: false }))?.state === 'done';
    },
  };
}

/** What is only of use while somebody works on an event. */
const WITHOUT_WORK = {
  owner: undefined,
  leaseUntil: undefined,
  message: undefined,
  failure: undefined,
  others: undefined,
};

/** How the last message fared. A lease that ended without a release is a worker that crashed. */
function failuresOf({ failures = 0, failure, leaseUntil }: Item): Failures {
  if (leaseUntil !== 0) return { failures: Number(failures) + 1 };
  return { failures: Number(failures), ...(typeof failure === 'string' && { failure }) };
}

type Failures = Pick<Extract<Claim, { kind: 'claimed' }>, 'failures' | 'failure'>;

type Erased = Pick<Extract<Claim, { kind: 'claimed' }>, 'isErased'>;

/**
 * Whether `forget` has taken the contact out of the record of an event. One that is claimed again names the
 * conversation again: `erased` says that it was taken out before.
 */
export function isErased({ conversation, erased }: Item): boolean {
  return conversation === undefined || erased === true;
}

function conversationOf({ conversation }: Item): { conversation?: string } {
  return typeof conversation === 'string' ? { conversation } : {};
}

function common(settings: LedgerSettings): Item {
  return { format: FORMAT, expiresAt: expiry(settings) };
}

function free(now: number, repeatedSince = 0): Condition {
  const abandoned = '(#state = :claimed AND #leaseUntil < :now)';
  const other = '(#state = :done AND (#because = :unreadable OR #receivedAt < :since))';
  return {
    expression: `attribute_not_exists(id) OR ${abandoned} OR ${other}`,
    names: { '#state': 'state', '#leaseUntil': 'leaseUntil', '#because': 'because', '#receivedAt': 'receivedAt' },
    values: {
      ':claimed': 'claimed',
      ':now': now,
      ':done': 'done',
      ':unreadable': 'unreadable',
      ':since': repeatedSince,
    },
  };
}

import type { CarryOutStep } from '../../../cli/forget/erase.ts';
import type { Item, Key, Table, Written } from '../../../lambdas/ledger/table.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-table.ts';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import { awsCall } from './call.ts';

/** A write as it was made: by whom, and what it did to the record. */
export interface Write {
  actor: Actor;
  before: Item | undefined;
  after: Item;
}

/** The ledger's table in DynamoDB. */
export interface LedgerTable {
  /** The table as one process reaches it. */
  seenBy(actor: Actor): Table;
  /** Carries out one step of erasing a contact. */
  erase(actor: Actor, step: Parameters<CarryOutStep>[0]): ReturnType<CarryOutStep>;
  /** What is in it, without a network between. */
  store: MemoryStore;
}

/** How long an eventually consistent read can be behind, in ms. */
const STALE_MS = 1_000;

/** @param onWrite is told of every write that is made */
export function ledgerTable(world: World, onWrite: (write: Write) => void): LedgerTable {
  const { scheduler, faults, coverage } = world;
  const overwritten = new Map<string, { item: Item | undefined; at: number }>();
  let writer: Actor | undefined;
  const store = memoryStore((before, after) => {
    overwritten.set(text(after as unknown as Key), { item: before, at: scheduler.now() });
    if (writer) onWrite({ actor: writer, before, after });
  });

  const read = (key: Key, consistent: boolean): Item | undefined => {
    const last = overwritten.get(text(key));
    const canBeStale = !consistent && last !== undefined && scheduler.now() - last.at < STALE_MS;
    return canBeStale && faults.strikes('staleRead') ? last.item : store.get(key);
  };

  const write = (actor: Actor, what: () => string, act: () => Written): Promise<Written> => {
    let wrote = false;
    return awsCall(world, {
      actor,
      what,
      effect: () => {
        writer = actor;
        const written = act();
        // The answer to an earlier try was lost: this one meets what that one wrote.
        if (wrote && !written.ok) coverage.hit('fault: a write meets itself');
        wrote ||= written.ok;
        return written;
      },
      describe: ({ ok }) => (ok ? 'written' : 'refused'),
    });
  };

  const seenBy = (actor: Actor): Table => ({
    get: (key, { consistent = true } = {}) =>
      awsCall(world, {
        actor,
        what: () => `get ${text(key)}`,
        effect: () => read(key, consistent),
        describe: (item) => String(item?.state ?? (item ? 'found' : 'nothing')),
      }),
    query: (id) => awsCall(world, { actor, what: () => `query ${id}`, effect: () => store.query(id) }),
    put: (item, condition) =>
      write(
        actor,
        () => `put ${text(item)}${aboutState(item)}`,
        () => store.put(item, condition),
      ),
    set: (key, fields, condition) =>
      write(
        actor,
        () => `set ${text(key)}${aboutState(fields)}`,
        () => store.set(key, fields, condition),
      ),
  });

  const erase: LedgerTable['erase'] = (actor, step) =>
    awsCall(world, {
      actor,
      what: () => `${step.action} ${text(step.key)}`,
      effect: () => {
        writer = undefined;
        if (step.action === 'delete') return store.delete(step.key, step.condition);
        return store.set(step.key, step.fields, step.condition).ok;
      },
      describe: (done) => (done ? 'done' : 'refused'),
    });

  return { seenBy, erase, store };
}

function text({ id, event }: Key): string {
  return `${id} ${event}`;
}

function aboutState({ state, outcome, code }: Item): string {
  return [state, outcome, code]
    .filter((word) => word !== undefined)
    .map((word) => ` ${word}`)
    .join('');
}

import type { Item } from '../../../lambdas/ledger/table.ts';
import type { Write } from '../aws/ledger-table.ts';
import type { World } from '../engine/world.ts';
import type { Witness } from '../witness.ts';

const CLOSED = new Set(['done', 'sent', 'failed', 'expired', 'overtaken']);

/**
 * Watches every write to the ledger:
 * - whoever writes a record that is held holds it, or takes it over after its lease ended by the writer's own clock;
 * - what is closed stays as it is: nobody but who closed it writes it again.
 *
 * Decisions are handed on to the witness.
 */
export function watchWrites(witness: Witness, world: World): (write: Write) => void {
  const complain = (what: string, { actor, after }: Write): void => {
    const violation = `${actor.name} ${what}: ${after.id} ${after.event}`;
    world.trace.note('!', () => violation);
    witness.violations.push(violation);
  };
  const closers = new Map<string, string>();

  return (write) => {
    const { actor, before, after } = write;
    if (after.event === '#conversation') witness.seesDecisions(write, world.scheduler.now());
    if (String(after.id).startsWith('send#')) witness.seesOutbox(write);
    if (before === undefined || typeof before.state !== 'string') return;

    const key = `${after.id} ${after.event}`;
    // The SDK may repeat what closed the record.
    if (CLOSED.has(before.state) && closers.get(key) !== actor.name)
      complain(`writes to a record that is ${before.state}`, write);
    if (CLOSED.has(String(after.state)) && !CLOSED.has(before.state)) closers.set(key, actor.name);
    const holder = holderOf(before);
    if (holder !== undefined && holder !== actor.name) {
      const isOver = Number(before.leaseUntil) < actor.now();
      if (holderOf(after) !== actor.name) complain(`writes the outcome of a record that ${holder} holds`, write);
      else if (!isOver) complain(`takes over from ${holder} before its lease has ended`, write);
      else world.coverage.hit(before.leaseUntil === 0 ? 'ledger: claim of a released event' : 'ledger: takeover');
    }
  };
}

/** The process that holds a record: its tokens begin with its name. */
function holderOf({ owner }: Item): string | undefined {
  return typeof owner === 'string' ? owner.split('/')[0] : undefined;
}

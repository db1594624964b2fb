import type { Item } from '../../../lambdas/ledger/table.ts';
import type { Write } from '../aws/ledger-table.ts';
import type { World } from '../engine/world.ts';
import type { Vendor } from '../vendor/vendor.ts';
import type { Witness } from '../witness.ts';

/**
 * Watches what is made of a search in the history. A reply that is sent again, or given up, because the history does
 * not have it must not have been in it when the search began. One that the vendor accepted, and that the history showed
 * only later, is excused: no search can find it. So is one that is sent again although the history cannot tell.
 */
export function watchSearches(witness: Witness, world: World, vendor: () => Vendor): (write: Write) => void {
  const { hit } = world.coverage;
  const noteAbsence = (reply: string): void => {
    const begun = vendor().lookFor(reply)?.from ?? Number.NEGATIVE_INFINITY;
    const accepted = vendor().accepted.filter((send) => send.reply === reply);
    if (accepted.some((send) => vendor().showed(send, begun))) {
      witness.violations.push(`called absent: ${reply}, although the history showed it`);
    }
    if (accepted.length > 0) count(witness.lateInHistory, reply);
  };

  return ({ before, after }) => {
    if (before?.state !== 'unknown') return;
    const reply = `${after.id} ${after.event}`;
    if (after.state === 'sent') hit('reply: unknown, found in the history');
    if (after.state === 'expired') noteAbsence(reply);
    if (after.state === 'unknown' && isAtLimit(after)) hit('reply: unknown, at the limit');
    if (after.state !== 'queued') return;
    const isBlind = after.code === 'HISTORY_SILENT';
    hit(`reply: unknown, ${isBlind ? 'sent again blindly' : 'not in the history'}`);
    if (isBlind) count(witness.blindResends, reply);
    else noteAbsence(reply);
  };
}

function isAtLimit({ unanswered, code }: Item): boolean {
  return Number(unanswered) > 0 && (code === 'NOT_IN_HISTORY' || code === 'HISTORY_SILENT');
}

function count(counts: Map<string, number>, reply: string): void {
  counts.set(reply, (counts.get(reply) ?? 0) + 1);
}

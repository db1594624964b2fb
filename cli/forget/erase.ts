import type { Ledger } from '../../operations/ledger.ts';
import type { ErasureStep, RecordKind } from './plan.ts';

/** What became of the records of a contact. */
export interface Erasure {
  erased: {
    conversations: number;
    /** The texts of replies. */
    messages: number;
    /** Which reply an id of WhatsApp stands for. */
    whatsappIds: number;
    /** Copies of what the contact sent, where the stack keeps them. */
    files?: number;
    /** Lines of transcripts, where the stack keeps them. */
    lines?: number;
  };
  kept: {
    /** Events and replies that no longer identify anybody. */
    tombstones: number;
    /** Records that a worker needs, or has just changed: for the next run. */
    inWork: number;
  };
}

/** Carries a step out. @returns whether its condition held */
export type CarryOutStep = (step: Exclude<ErasureStep, { action: 'leave' }>) => Promise<boolean>;

/** Carries a plan out, one step after the other. What it has not come to is found by the next run. */
export async function erase(plan: ErasureStep[], carryOut: CarryOutStep): Promise<Erasure> {
  const erasure: Erasure = {
    erased: { conversations: 0, messages: 0, whatsappIds: 0 },
    kept: { tombstones: 0, inWork: 0 },
  };
  for (const step of plan) {
    const done = step.action !== 'leave' && (await carryOut(step));
    if (done) count(erasure, step.of);
    else erasure.kept.inWork++;
  }
  return erasure;
}

export function inLedger(ledger: Pick<Ledger, 'set' | 'delete'>): CarryOutStep {
  return async (step) => {
    if (step.action === 'delete') return ledger.delete(step.key, step.condition);
    return (await ledger.set(step.key, step.fields, step.condition)).ok;
  };
}

function count({ erased, kept }: Erasure, kind: RecordKind): void {
  switch (kind) {
    case 'conversation':
      erased.conversations++;
      break;
    case 'message':
      erased.messages++;
      break;
    case 'whatsappId':
      erased.whatsappIds++;
      break;
    case 'pace':
    case 'unasked':
      // They hold times and hashes.
      break;
    case 'waiting':
    case 'reply':
    case 'event':
      kept.tombstones++;
  }
}

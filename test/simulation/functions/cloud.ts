import type { SimulatedBus } from '../aws/event-bus.ts';
import type { FifoQueue } from '../aws/fifo-queue.ts';
import type { LedgerTable } from '../aws/ledger-table.ts';
import type { SimulatedSchedules } from '../aws/schedules.ts';
import type { World } from '../engine/world.ts';
import type { Vendor } from '../vendor/vendor.ts';
import type { Witness } from '../witness.ts';

/** What the functions reach. */
export interface SimulatedCloud {
  world: World;
  witness: Witness;
  ledger: LedgerTable;
  queues: Record<'events' | 'replies' | 'deadEvents' | 'deadReplies', FifoQueue>;
  /** Undefined where nobody listens. */
  bus?: SimulatedBus | undefined;
  schedules: SimulatedSchedules;
  vendor: Vendor;
}

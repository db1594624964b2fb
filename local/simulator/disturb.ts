import type { Clock } from './clock.ts';
import type { Emit, VendorEvent } from './events.ts';
import type { EventFault, Faults } from './faults.ts';

/** Lets happen to events, on their way to the webhooks, what the faults say. */
export function disturb(emit: Emit, faults: Faults, clock: Clock): Emit {
  let heldBack: VendorEvent | undefined;
  return async (event) => {
    const fault = faults.ofEvent();
    const earlier = heldBack;
    // Taken before anything is awaited, so that two events at once do not both bring the earlier one.
    heldBack = undefined;
    if (fault?.kind === 'reorder' && earlier === undefined) {
      heldBack = event;
      return;
    }
    await pass(event, fault, { emit, clock });
    if (earlier !== undefined) await emit(earlier);
  };
}

async function pass(event: VendorEvent, fault: EventFault | undefined, { emit, clock }: { emit: Emit; clock: Clock }) {
  switch (fault?.kind) {
    case 'drop':
      return;
    case 'delay':
      return clock.after(fault.ms, () => emit(event));
    case 'duplicate':
      await emit(event);
      return emit(event);
    case 'reorder':
    case undefined:
      return emit(event);
  }
}

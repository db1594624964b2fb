import type { SimulatorClock } from './clock.ts';
import type { EmitEvent, VendorEvent } from './events.ts';
import type { EventFault, VendorFaults } from './faults.ts';

/** Lets happen to events, on their way to the webhooks, what the faults say. */
export function disturb(emit: EmitEvent, faults: VendorFaults, clock: SimulatorClock): EmitEvent {
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

async function pass(
  event: VendorEvent,
  fault: EventFault | undefined,
  { emit, clock }: { emit: EmitEvent; clock: SimulatorClock },
) {
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

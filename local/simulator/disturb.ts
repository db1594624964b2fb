import type { Clock } from './clock.ts';
import type { Emit, VendorEvent } from './events.ts';
import type { Faults } from './faults.ts';

/** Lets happen to events, on their way to the webhooks, what the faults say. */
export function disturb(emit: Emit, faults: Faults, clock: Clock): Emit {
  let heldBack: VendorEvent | undefined;

  const pass: Emit = async (event) => {
    const fault = faults.ofEvent();
    switch (fault?.kind) {
      case 'drop':
        return;
      case 'duplicate':
        await emit(event);
        return emit(event);
      case 'delay':
        return clock.after(fault.ms, () => emit(event));
      case 'reorder':
        if (heldBack !== undefined) return emit(event);
        heldBack = event;
        return;
      case undefined:
        return emit(event);
    }
  };

  return async (event) => {
    const earlier = heldBack;
    await pass(event);
    if (earlier === undefined) return;
    heldBack = undefined;
    await emit(earlier);
  };
}

import type { SimulatorClock } from './clock.ts';
import type { EmitEvent } from './events.ts';
import { iso } from './messages.ts';
import { NUMBER } from './number.ts';

interface Connection {
  clock: SimulatorClock;
  emit: EmitEvent;
  /** Called when the number is connected again. */
  resume(): void;
}

/**
 * Tells the webhooks that the number was connected or disconnected. Their events are assumed to have the number's own
 * id.
 */
export function connectionReporter({ clock, emit, resume }: Connection): (online: boolean) => void {
  return (online) => {
    const data = { id: NUMBER.id, numberId: NUMBER.id, createdAt: iso(clock.now()) };
    clock.after(0, () => emit({ event: online ? 'number.connected' : 'number.disconnected', data }));
    if (online) resume();
  };
}

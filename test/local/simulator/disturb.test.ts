import { systemClock } from '../../../local/simulator/clock.ts';
import { disturb } from '../../../local/simulator/disturb.ts';
import type { EventFault } from '../../../local/simulator/faults.ts';

test('an event that was held back comes once, also when two events follow at the same time', async () => {
  const came: string[] = [];
  const faults: EventFault[] = [{ kind: 'reorder' }];
  const emit = disturb(
    async ({ event }) => void came.push(event),
    { ofSend: () => undefined, ofEvent: () => faults.shift() },
    systemClock(),
  );
  const event = (name: string) => ({ event: name, data: { id: name } });
  await emit(event('held'));
  await Promise.all([emit(event('second')), emit(event('third'))]);
  expect(came.sort()).toEqual(['held', 'second', 'third']);
});

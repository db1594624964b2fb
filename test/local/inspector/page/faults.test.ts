import { EVENT_SWITCHES, isOn, SEND_SWITCHES } from '../../../../local/inspector/page/faults.ts';

test('a switch is on while its fault is the next to happen, however often it still will', () => {
  const limited = SEND_SWITCHES.filter(({ fault }) => fault.kind === 'rateLimited');
  const on = (list: Parameters<typeof isOn>[0]) => limited.map((one) => isOn(list, one));
  expect(on([{ kind: 'rateLimited' } as never])).toEqual([true, false]);
  expect(on([{ kind: 'rateLimited', next: 3, retryAfterSeconds: 5 } as never])).toEqual([false, true]);
  expect(on([])).toEqual([false, false]);
});

test('no two switches stand for the same fault', () => {
  for (const switches of [EVENT_SWITCHES, SEND_SWITCHES]) {
    expect(new Set(switches.map(({ fault }) => JSON.stringify(fault))).size).toBe(switches.length);
  }
});

import { businessHours } from '../../examples/business-hours.ts';
import { conversation } from '../../testing/index.ts';

/** A contact, and what they hear when they write at a time. */
function visitor() {
  let now = 0;
  const contact = conversation(businessHours(() => now));
  return (at: string) => {
    now = Date.parse(at);
    return contact.says('Oi');
  };
}

// São Paulo is three hours behind UTC.
test.each([
  ['a workday morning', '2026-12-23T12:00:00Z', 'Bom dia! Já vamos te atender.'],
  ['a workday afternoon', '2026-12-23T20:59:59Z', 'Boa tarde! Já vamos te atender.'],
  [
    'the minute before opening',
    '2026-12-23T11:59:00Z',
    'Bom dia! Estamos fechados. Voltamos quarta-feira, 23 de dezembro, às 09:00.',
  ],
  [
    'closing time',
    '2026-12-23T21:00:00Z',
    'Boa noite! Estamos fechados. Voltamos quinta-feira, 24 de dezembro, às 09:00.',
  ],
  [
    'Saturday night',
    '2026-12-20T02:00:00Z',
    'Boa noite! Estamos fechados. Voltamos segunda-feira, 21 de dezembro, às 09:00.',
  ],
  [
    'the eve of a holiday',
    '2026-12-24T22:00:00Z',
    'Boa noite! Estamos fechados. Voltamos sábado, 26 de dezembro, às 09:00.',
  ],
  ['a holiday', '2026-12-25T15:00:00Z', 'Boa tarde! Estamos fechados. Voltamos sábado, 26 de dezembro, às 09:00.'],
])('%s', async (_when, at, words) => {
  expect(await visitor()(at)).toEqual([words]);
});

test('a contact is told once in a closed period, across midnight and a Sunday', async () => {
  const writesAt = visitor();
  expect(await writesAt('2026-12-19T22:00:00Z')).toHaveLength(1);
  expect(await writesAt('2026-12-20T04:00:00Z')).toEqual([]);
  expect(await writesAt('2026-12-20T15:00:00Z')).toEqual([]);
  expect(await writesAt('2026-12-21T11:00:00Z')).toEqual([]);
});

test('opening and closing are told anew', async () => {
  const writesAt = visitor();
  await writesAt('2026-12-21T11:00:00Z');
  expect(await writesAt('2026-12-21T13:00:00Z')).toEqual(['Bom dia! Já vamos te atender.']);
  expect(await writesAt('2026-12-21T17:00:00Z')).toEqual([]);
  expect(await writesAt('2026-12-21T22:00:00Z')).toHaveLength(1);
});

import { CASES } from './case.ts';
import { run } from './run.ts';

describe.each(CASES)('%s:', (_file, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { sends, ledger, log } = await run(one);
    expect(sends).toEqual(one.sends);
    for (const record of one.ledger ?? []) expect(ledger).toContainEqual(expect.objectContaining(record));
    expect(log).toEqual(expect.arrayContaining(one.log ?? []));
    for (const step of one.logNot ?? []) expect(log).not.toContain(step);
  });
});

test('no two cases have one name', () => {
  const names = CASES.flatMap(([, cases]) => cases.map(({ name }) => name));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

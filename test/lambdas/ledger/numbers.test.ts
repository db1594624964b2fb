import { numberRecords } from '../../../lambdas/ledger/numbers.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';

const MINUTE = 60_000;

function open() {
  const time = clock();
  const table = memoryTable();
  const records = () => numberRecords(table, ledgerSettings(time));
  return { time, table, records };
}

test('a number that one function learned is known to another, in every spelling', async () => {
  const { records } = open();
  await records().learn('n1', '+5511988888888');
  const other = records();
  expect(await other.isOurs('n1', '551188888888@s.whatsapp.net')).toBe(true);
  expect(await other.isOurs('n1', '+5531999998888')).toBe(false);
  expect(await other.isOurs('n2', '+5511988888888')).toBe(false);
});

test('what is known is neither read nor written for each message', async () => {
  const { records, table, time } = open();
  const one = records();
  for (let i = 0; i < 3; i++) await one.learn('n1', '+5511988888888');
  for (let i = 0; i < 3; i++) await one.isOurs('n1', '+5531999998888');
  expect(table.calls).toMatchObject({ get: 0, put: 1 });
  time.advance(11 * MINUTE);
  for (let i = 0; i < 3; i++) await one.isOurs('n1', '+5531999998888');
  expect(table.calls).toMatchObject({ get: 1, put: 1 });
});

test('a number is written once for all sends that tell it at the same time', async () => {
  const { records, table } = open();
  const one = records();
  await Promise.all(Array.from({ length: 10 }, () => one.learn('n1', '+5511988888888')));
  expect(table.calls).toMatchObject({ put: 1 });
});

test('a number that is not known is read once for all who ask at the same time', async () => {
  const { records, table } = open();
  const one = records();
  const answers = Array.from({ length: 10 }, () => one.isOurs('n1', '+5511988888888'));
  expect(await Promise.all(answers)).toEqual(Array(10).fill(false));
  expect(table.calls).toMatchObject({ get: 1 });
});

test('a number that is not known yet is looked up again, for it may be known by then', async () => {
  const { records } = open();
  const one = records();
  expect(await one.isOurs('n1', '+5511988888888')).toBe(false);
  await records().learn('n1', '+5511988888888');
  expect(await one.isOurs('n1', '+5511988888888')).toBe(true);
});

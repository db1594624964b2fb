import { renderShort } from '../../operations/steps.ts';

const ID = 'cmm04obm46zz0qv4ycjp8x6r2';
const at = Date.parse('2026-02-24T10:30:00.123Z');
const short = (step: string, fields: object) =>
  renderShort({ at, where: 'processor', step, ...fields }, (text) => text);

test('a short line has an event and an id without their names, and the id is cut', () => {
  expect(short('recorded', { id: ID, event: 'message.read', conversation: 'f2aa3968' })).toBe(
    '10:30:00.123  processor  recorded    cmm04obm…  message.read',
  );
});

test('what has no room is left out, and the first value that does not fit is cut', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`field${i}`, 'value']));
  for (const fields of [many, { headers: 'x 1, '.repeat(50) }, { id: ID, reason: 'not so. '.repeat(30) }]) {
    const line = short('decided', fields);
    expect(line.length).toBeLessThanOrEqual(100);
    expect(line.length).toBeGreaterThan(80);
  }
});

test('a step to look at is shown whole', () => {
  const reason = 'z'.repeat(200);
  expect(short('parked', { id: ID, reason })).toBe(`10:30:00.123  processor  parked      id ${ID}  reason ${reason}`);
});

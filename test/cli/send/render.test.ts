import { STATES } from '../../../cli/send/list.ts';
import { renderDryRun, renderTaken } from '../../../cli/send/render.ts';

const at = '2030-12-24T21:00:00.000Z';

test.each(STATES)('what is %s is said in one sentence that names the key', (state) => {
  const said = renderTaken({ key: 'order-1', state, ...(state === 'scheduled' && { at }) });
  expect(said).toMatch(/^order-1 (is|was|may|failed|expired)[^.]*\.$/);
});

test('a date, an id of a send and a code are part of it', () => {
  expect(renderTaken({ key: 'k', state: 'scheduled', at })).toBe('k is scheduled for 2030-12-24 21:00:00 UTC.');
  expect(renderTaken({ key: 'k', state: 'sent', sentId: 'msg_1' })).toBe('k was sent as msg_1.');
  expect(renderTaken({ key: 'k', state: 'failed', code: 'INVALID_NUMBER' })).toBe('k failed (INVALID_NUMBER).');
});

test('a dry run says what would be, or what was done already', () => {
  expect(renderDryRun({ key: 'k', state: 'queued' })).toBe('k would be sent now.');
  expect(renderDryRun({ key: 'k', state: 'scheduled', at })).toBe('k would be sent at 2030-12-24 21:00:00 UTC.');
  expect(renderDryRun({ key: 'k', state: 'sent', sentId: 'msg_1' })).toBe('k was sent as msg_1.');
});

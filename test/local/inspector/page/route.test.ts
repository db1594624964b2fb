import { eventIn, hashOf } from '../../../../local/inspector/page/route.ts';

test('the address of the page names the event that is open', () => {
  expect(hashOf(47)).toBe('#/event/47');
  expect(eventIn(hashOf(47))).toBe(47);
  expect(eventIn(hashOf(undefined))).toBeUndefined();
});

test.each(['', '#', '#/event/', '#/event/x', '#/event/-1', '#/event/1/2'])('%j names no event', (hash) => {
  expect(eventIn(hash)).toBeUndefined();
});

import { windowOf } from '../../../../local/inspector/page/window.ts';

test('of a long list only what is in sight is drawn, and a little more', () => {
  expect(windowOf(10_000, 46, { top: 4_600, height: 460 })).toEqual({ first: 92, end: 118 });
  expect(windowOf(10_000, 46, { top: 0, height: 460 })).toEqual({ first: 0, end: 18 });
  expect(windowOf(3, 46, { top: 0, height: 460 })).toEqual({ first: 0, end: 3 });
});

import { browserCommand } from '../../local/open-browser.ts';

const URL = 'http://localhost:3000/';

test.each([
  ['linux', ['xdg-open', [URL]]],
  ['freebsd', ['xdg-open', [URL]]],
  ['darwin', ['open', [URL]]],
  ['win32', ['cmd', ['/c', 'start', '', URL]]],
] as const)('on %s the browser is opened by what is there', (platform, command) => {
  expect(browserCommand(platform, URL)).toEqual(command);
});

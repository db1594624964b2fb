import { isLoopbackRequest } from '../../operations/loopback.ts';

const HOSTS = ['127.0.0.1', '127.0.0.1:4000', 'localhost', 'localhost:4000', '[::1]', '[::1]:4000', 'LOCALHOST:80'];

test.each(HOSTS)('%s is this computer, called by a program or by a page of its own', (host) => {
  expect(isLoopbackRequest({ host })).toBe(true);
  expect(isLoopbackRequest({ host, origin: `http://${host}` })).toBe(true);
});

test('a page may be on another port of this computer, under another of its names', () => {
  expect(isLoopbackRequest({ host: '127.0.0.1:4000', origin: 'http://localhost:3000' })).toBe(true);
});

const FOREIGN = [
  '',
  'evil.com',
  'localhost.evil.com',
  '127.0.0.1.evil.com',
  'evil.com:127.0.0.1',
  'localhost@evil.com',
  'evil.com#localhost',
  'localhost:80:80',
  'localhost:',
  'localhost:http',
  'localhost.',
  'localhost, evil.com',
  'localhost\nevil.com',
  ' localhost',
  'notlocalhost',
  '::1',
  '[::1',
  '[::1].evil.com',
  '[::2]',
  '0.0.0.0',
  '127.0.0.2',
  '127x0x0x1',
  '2130706433',
];

test.each(FOREIGN)('the host %j is not', (host) => {
  expect(isLoopbackRequest({ host })).toBe(false);
});

test.each(FOREIGN.map((host) => `http://${host}`))('the origin %j is not', (origin) => {
  expect(isLoopbackRequest({ host: 'localhost', origin })).toBe(false);
});

test.each([
  'null',
  'localhost',
  '//localhost',
  'https://localhost',
  'file://localhost',
  'http:localhost',
  'http://localhost/',
  'http://localhost@evil.com',
  'http://localhost http://evil.com',
  'http://evil.com http://localhost',
  'chrome-extension://localhost',
])('the origin %j is no page of this computer over http', (origin) => {
  expect(isLoopbackRequest({ host: 'localhost', origin })).toBe(false);
});

test('who does not say which host is meant is refused', () => {
  expect(isLoopbackRequest({})).toBe(false);
  expect(isLoopbackRequest({ origin: 'http://localhost' })).toBe(false);
});

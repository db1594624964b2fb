import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type LookupFunction } from 'node:net';
import { text } from 'node:stream/consumers';
import { checkedLookup } from '../../../lambdas/media/checked-lookup.ts';
import { MediaRefused } from '../../../lambdas/media/media-refused.ts';
import { linkOpener } from '../../../lambdas/media/open-link.ts';
import { isPublicAddress } from '../../../lambdas/media/public-address.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const PUBLIC: LookupAddress = { address: '157.240.12.53', family: 4 };

let server: TestServer;
let asked: string[];
let answer: RequestListener;

beforeEach(async () => {
  asked = [];
  answer = (_, response) => response.end('a file');
  server = await httpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
});
afterEach(() => server.stop());

const signal = () => AbortSignal.timeout(5_000);

/** Opens a link of the server, which stands for one that is trusted. */
const open = (path: string, resolved: LookupAddress[] = [PUBLIC]) =>
  linkOpener({ lookup: checkedLookup(async () => resolved, isPublicAddress), trustedOrigin: server.url })(
    path.startsWith('/') ? `${server.url}${path}` : path,
    signal(),
  );

/** Connects to the server by a name, as a request would. */
async function connectTo(lookup: LookupFunction, all: boolean): Promise<string | undefined> {
  const socket = connect({ host: 'files.example', port: server.port, lookup, autoSelectFamily: all });
  try {
    await once(socket, 'connect');
    return socket.remoteAddress;
  } finally {
    socket.destroy();
  }
}

test('the file behind a link is read from its beginning, as it is', async () => {
  let headers = {};
  answer = (request, response) => {
    headers = request.headers;
    response.end('a file');
  };
  expect(await text(await open('/file'))).toBe('a file');
  expect(headers).toMatchObject({ 'accept-encoding': 'identity' });
  expect(headers).not.toHaveProperty('x-api-key');
});

test.each([
  ['ftp://files.example/a', 'not https'],
  ['file:///etc/passwd', 'not https'],
  ['data:text/plain,a', 'not https'],
  ['http://files.example/a', 'not https'],
  ['no link', 'no URL'],
  ['/relative', 'no URL'],
  ['https://127.0.0.1/a', 'not on the internet'],
  ['https://2130706433/a', 'not on the internet'],
  ['https://0x7f.1/a', 'not on the internet'],
  ['https://127.0.0.1./a', 'not on the internet'],
  ['https://017700000001/a', 'not on the internet'],
  ['https://169.254.169.254/latest/meta-data', 'not on the internet'],
  ['https://[::1]/a', 'not on the internet'],
  ['https://[::ffff:127.0.0.1]/a', 'not on the internet'],
  ['https://[fd00:ec2::254]/a', 'not on the internet'],
])('the link %s is not followed', async (link, reason) => {
  const opened = linkOpener({ lookup: () => expect(true).toBe(false) })(link, signal());
  await expect(opened).rejects.toThrow(MediaRefused);
  await expect(opened).rejects.toThrow(reason);
});

test.each([
  ['loopback', [LOOPBACK]],
  ['the metadata of an instance', [{ address: '169.254.169.254', family: 4 }]],
  ['loopback in IPv6', [{ address: '::1', family: 6 }]],
  ['the internet and loopback', [PUBLIC, LOOPBACK]],
  ['nothing', []],
])('a host whose name leads to %s is not connected to', async (_where, addresses) => {
  const opened = open(`https://files.example:${server.port}/file`, addresses);
  await expect(opened).rejects.toThrow(new MediaRefused('Its host is not on the internet'));
  expect(asked).toEqual([]);
});

test.each([[true], [false]])('the address that was checked is the one that is connected to (all: %s)', async (all) => {
  const answers = [[LOOPBACK], [{ address: '127.0.0.2', family: 4 }]];
  const checked: string[] = [];
  const lookup = checkedLookup(
    async () => answers.shift() ?? [],
    (address) => checked.push(address) > 0,
  );
  expect(await connectTo(lookup, all)).toBe('127.0.0.1');
  expect(checked).toEqual(['127.0.0.1']);
});

test.each([[true], [false]])('a name that leads elsewhere the second time is refused then (all: %s)', async (all) => {
  const answers = [[LOOPBACK], [{ address: '127.0.0.2', family: 4 }]];
  const lookup = checkedLookup(
    async () => answers.shift() ?? [],
    (address) => address === '127.0.0.1',
  );
  await connectTo(lookup, all);
  await expect(connectTo(lookup, all)).rejects.toThrow(MediaRefused);
});

test('a name that cannot be resolved is worth another try', async () => {
  const failed = Object.assign(new Error('no answer'), { code: 'EAI_AGAIN' });
  const opened = linkOpener({ lookup: checkedLookup(() => Promise.reject(failed), isPublicAddress) })(
    'https://files.example/a',
    signal(),
  );
  await expect(opened).rejects.toBe(failed);
});

test.each([301, 302, 303, 307, 308])('a link that answers %i leads to another one, three at most', async (status) => {
  answer = ({ url }, response) =>
    url === '/0'
      ? response.end('a file')
      : response.writeHead(status, { location: `${Number(url?.slice(1)) - 1}` }).end();
  expect(await text(await open('/3'))).toBe('a file');
  await expect(open('/4')).rejects.toThrow(/more than 3 times/);
  expect(asked.slice(4)).toEqual(['GET /4', 'GET /3', 'GET /2', 'GET /1']);
});

test.each([
  ['http://files.example/a', 'not https'],
  ['https://169.254.169.254/', 'not on the internet'],
  ['https://files.example/a', 'not on the internet'],
  ['http://[', 'no URL'],
])('a link that leads to %s is not followed there', async (location, reason) => {
  answer = (_, response) => response.writeHead(302, { location }).end();
  const opened = open('/file', [LOOPBACK]);
  await expect(opened).rejects.toThrow(MediaRefused);
  await expect(opened).rejects.toThrow(reason);
});

test.each([206, 302, 400, 401, 403, 404, 410])('a link that answers %i is dead', async (status) => {
  answer = (_, response) => response.writeHead(status).end();
  await expect(open('/file')).rejects.toThrow(new MediaRefused(`Its link answers ${status}`));
});

test.each([408, 425, 429, 500, 502, 503])('a link that answers %i is worth another try', async (status) => {
  answer = (_, response) => response.writeHead(status).end();
  const opened = open('/file');
  await expect(opened).rejects.toThrow(`Its link answers ${status}`);
  await expect(opened).rejects.not.toThrow(MediaRefused);
});

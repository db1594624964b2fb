import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findPort, patientVariables } from '../../local/inspect.ts';

test('the port for the debugger is a free one, or the one that was asked for', async () => {
  const port = await findPort({ name: 'processor', port: 0 });
  expect(port).toBeGreaterThan(0);
  expect(await findPort({ name: 'processor', port })).toBe(port);
});

test('a port that is taken is refused', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(findPort({ name: 'processor', port })).rejects.toThrow(`Port ${port} is already in use: choose another`);
  server.close();
});

test.each([
  ['processor', { BOT_TIMEOUT_SECONDS: '3600' }],
  ['reply', { SEND_TIMEOUT_SECONDS: '3600' }],
  ['ingest', {}],
  ['reconcile', {}],
] as const)('the time limits inside of %s leave an hour', (name, variables) => {
  expect(patientVariables({ name, port: 0 })).toEqual(variables);
});

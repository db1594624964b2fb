import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from '../../../local/cloud/listen.ts';

test('a server listens on loopback only, so that no other machine reaches it', async () => {
  const server = createServer();
  const url = await listen(server, 0);
  const { address, port } = server.address() as AddressInfo;
  server.close();
  expect(address).toBe('127.0.0.1');
  expect(url).toBe(`http://127.0.0.1:${port}`);
});

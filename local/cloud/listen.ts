import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudError, reasonOf } from './errors.ts';

const LOOPBACK = '127.0.0.1';

/**
 * Lets a server listen on loopback, and on nothing else.
 *
 * @param port 0 stands for any free port
 * @returns the server's URL, without a slash at the end
 * @throws CloudError when the port is taken or may not be used
 */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new CloudError(explain(error, port))));
    server.listen(port, LOOPBACK, () => resolve(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}`));
  });
}

/** Why a port cannot be listened on, in one sentence. */
export function explain(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is already in use: choose another one.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user: choose one above 1023.`;
  return `Cannot listen on port ${port}: ${reasonOf(error)}.`;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

export type ServeHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An HTTP server on loopback that has its address before it knows its answers. */
export interface HttpEndpoint {
  url: string;
  /** Answers the requests, also those that have been waiting. */
  open(handler: ServeHttp): void;
  close(): Promise<void>;
}

/** API Gateway takes request lines and headers of at most this size. */
const MAX_HEADER_BYTES = 10_240;

/**
 * @param port 0 stands for any free port
 * @throws CloudError when the port is taken
 */
export async function createHttpEndpoint(port: number): Promise<HttpEndpoint> {
  let open: (handler: ServeHttp) => void = () => undefined;
  const opened = new Promise<ServeHttp>((resolve) => {
    open = resolve;
  });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    // A caller that hangs up in the middle of its request is the only way to fail here.
    opened.then((handler) => handler(request, response)).catch(() => response.destroy());
  });
  // A connection that a caller keeps for later must not be closed at the very moment it is used again.
  server.keepAliveTimeout = 0;
  const url = await listen(server, port);
  return {
    url,
    open,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Feed } from '../feed.ts';

/** How often a line goes out when nothing happens, in ms, so that both ends learn that the other is gone. */
const HEARTBEAT_MS = 15_000;

/** After how many ms a page that lost the connection comes back. */
const RETRY_MS = 1_000;

/** A page that is this many bytes behind has stopped reading; it is cut off, and gets a snapshot when it comes back. */
const MAX_BEHIND_BYTES = 32 * 1024 * 1024;

/**
 * `GET /inspector/stream`: server-sent events, one `snapshot` and then `update`s.
 *
 * @param every how often there is a sign of life, in ms
 * @returns a function that ends all streams
 */
export function addStream(app: FastifyInstance, feed: Pick<Feed, 'listen'>, every = HEARTBEAT_MS): () => void {
  const streams = new Set<ServerResponse>();

  app.get('/inspector/stream', (_request, reply) => {
    reply.hijack();
    const { raw } = reply;
    reply.type('text/event-stream; charset=utf-8');
    for (const [name, value] of Object.entries(reply.getHeaders())) raw.setHeader(name, value ?? '');
    raw.write(`retry: ${RETRY_MS}\n\n`);
    streams.add(raw);
    const tell = (event: string, data: unknown) => {
      if (raw.writableLength > MAX_BEHIND_BYTES) raw.destroy();
      else raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const end = feed.listen({
      snapshot: (snapshot) => tell('snapshot', snapshot),
      update: (update) => tell('update', update),
    });
    const heartbeat = setInterval(() => raw.write(':\n\n'), every);
    raw.once('close', () => {
      clearInterval(heartbeat);
      end();
      streams.delete(raw);
    });
  });

  return () => {
    for (const stream of streams) stream.end();
  };
}

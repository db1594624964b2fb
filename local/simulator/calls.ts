import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiCall } from './activity.ts';
import type { SimulatorClock } from './clock.ts';

/** Reports each call of the vendor's API when its connection has been answered or cut. */
export function observeCalls(app: FastifyInstance, clock: SimulatorClock, report: (call: ApiCall) => void): void {
  const bodies = new WeakMap<FastifyRequest, string>();
  const answers = new WeakMap<FastifyRequest, unknown>();
  const parseJson = app.getDefaultJsonParser('error', 'error');

  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    bodies.set(request, String(body));
    parseJson(request, String(body), done);
  });
  app.addHook('onSend', async (request, _reply, payload) => {
    answers.set(request, payload);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return;
    const { raw } = reply;
    const at = clock.now();
    raw.once('close', () => {
      const isAnswered = answers.has(request) && raw.writableFinished;
      report({
        method: request.method,
        url: request.url,
        at,
        ms: clock.now() - at,
        request: { headers: headersOf(request.headers), body: bodies.get(request) ?? '' },
        ...(isAnswered && {
          answer: {
            status: raw.statusCode,
            headers: headersOf(reply.getHeaders()),
            body: String(answers.get(request) ?? ''),
          },
        }),
      });
    });
  });
}

function headersOf(headers: Record<string, unknown>): Record<string, string | string[]> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]));
}

import type { FastifyInstance } from 'fastify';
import { Refusal } from './app.ts';

/** Larger than any file that WhatsApp takes but documents, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The oldest file goes when one more comes. */
const KEPT = 50;

const ALLOWED = /^(image|audio|video)\/[\w.+-]+$|^application\/pdf$|^text\/plain$/;

interface File {
  type: string;
  bytes: Buffer;
}

/**
 * `POST /inspector/media` takes a file of a contact, and `GET /inspector/media/{id}` gives it back, as a link in a
 * message.
 */
export function addMedia(app: FastifyInstance, newId: () => string): void {
  const files = new Map<string, File>();

  app.register(async (scope) => {
    // Here a body of JSON is no file, and one of text is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.post<{ Body: Buffer | undefined }>('/inspector/media', async ({ headers, body }, reply) => {
      const [type = ''] = (headers['content-type'] ?? '').split(';');
      if (!ALLOWED.test(type)) {
        throw new Refusal(
          415,
          `${type || 'No type'}: allowed are image/*, audio/*, video/*, application/pdf and text/plain.`,
        );
      }
      if (body === undefined || body.length === 0) throw new Refusal(400, 'The file is empty.');
      const id = newId();
      files.set(id, { type, bytes: body });
      const [oldest] = files.keys();
      if (files.size > KEPT && oldest !== undefined) files.delete(oldest);
      return reply.code(201).send({ link: `http://${headers.host}/inspector/media/${id}` });
    });
  });

  app.get<{ Params: { id: string } }>('/inspector/media/:id', async ({ params: { id } }, reply) => {
    const file = files.get(id);
    if (file === undefined) throw new Refusal(404, `There is no file ${id}, or it is no longer kept.`);
    // An SVG is a document that can hold scripts.
    return reply.header('content-security-policy', 'sandbox').type(file.type).send(file.bytes);
  });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { PageBundle } from '../page-bundle.ts';

/** `/`, `/inspector/page.js` and `/inspector/page.css`: the page. @param folder where `page.html` is */
export function addPage(app: FastifyInstance, folder: string, bundle: () => Promise<PageBundle>): void {
  app.get('/', async (_request, reply) => {
    reply.type('text/html; charset=utf-8');
    return readFile(join(folder, 'page.html'));
  });
  app.get('/inspector/page.js', async (_request, reply) => {
    reply.type('text/javascript; charset=utf-8');
    return (await bundle()).script;
  });
  app.get('/inspector/page.css', async (_request, reply) => {
    reply.type('text/css; charset=utf-8');
    return (await bundle()).style;
  });
}

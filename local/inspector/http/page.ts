import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Language } from '../../../operations/language.ts';
import type { PageBundle } from '../page-bundle.ts';

/**
 * `/`, `/inspector/page.js` and `/inspector/page.css`: the page.
 *
 * @param folder where `page.html` is
 * @param language of the page, unless its reader chooses another; without it, the browser's
 */
export function addPage(
  app: FastifyInstance,
  folder: string,
  bundle: () => Promise<PageBundle>,
  language?: Language,
): void {
  app.get('/', async (_request, reply) => {
    reply.type('text/html; charset=utf-8');
    const html = await readFile(join(folder, 'page.html'), 'utf8');
    return language === undefined ? html : html.replace('<html ', `<html data-language="${language}" `);
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

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PAGE } from '../../../../local/inspector/page/texts/page.ts';
import { WORDS } from '../../../../local/inspector/page/texts/words.ts';
import { SENTENCES } from '../../../../operations/texts/sentences.ts';
import { type Catalogue, speaker } from '../../../../operations/translate.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const PAGE_FOLDER = join('local', 'inspector', 'page');

/** The sources of some folders in one text, without the catalogues; what stands on two lines is joined. */
function sourcesOf(...folders: string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return files
    .filter((file) => /\.tsx?$/.test(file) && !file.includes(`${sep}texts${sep}`))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n')
    .replace(/['"`] \+\s+['"`]/g, '');
}

const holesOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test.each<[string, Catalogue]>([
  ['page', PAGE],
  ['sentences', SENTENCES],
  ['words', WORDS],
])('each text of the %s has the same values in both languages, and no text is empty', (_, catalogue) => {
  for (const [english, portuguese] of Object.entries(catalogue)) {
    expect({ english, holes: holesOf(portuguese) }).toEqual({ english, holes: holesOf(english) });
    expect(portuguese.trim()).not.toBe('');
  }
});

test('the page has no text that it does not say', () => {
  const sources = sourcesOf(PAGE_FOLDER);
  const one = (plural: string) => plural.replace(/s$/, '');
  const isSaid = (text: string) => sources.includes(`'${text}'`) || new RegExp(`\\b${text}: '`).test(sources);
  const unsaid = Object.keys(PAGE).filter((text) => !isSaid(text) && !(one(text) in PAGE && isSaid(one(text))));
  expect(unsaid).toEqual([]);
});

test('each sentence that is translated is one that the server, the functions or the ledger can say', () => {
  const sources = sourcesOf('lambdas', 'operations', join('local', 'inspector'));
  const fragments = (text: string) =>
    text.split(/\{\w+\}/).map((part) => part.replace(/^[\s:.,;()]+|[\s:.,;()]+$/g, ''));
  const unknown = Object.keys(SENTENCES).filter((text) => !fragments(text).every((part) => sources.includes(part)));
  expect(unknown).toEqual([]);
});

test('a stored reason is read in Portuguese, to its last sentence', () => {
  const { translated } = speaker(SENTENCES, 'pt-BR');
  const todo = 'Look into the chat on the phone of the number. Redrive it to look again';
  const lost = "It is unknown whether this reply was sent: the vendor's answer was lost, and its history";
  for (const reason of [
    `${lost} cannot tell. ${todo}; set onUnknownSend to resend to send such replies again, once.`,
    `${lost} could not be asked for as long as the reply was worth sending. ${todo}.`,
    'It is unknown whether this reply was sent: it left more than once, each time without an answer of the vendor, and ' +
      `the history does not have it. ${todo}, and to send it once more where the history still does not have it.`,
  ]) {
    expect(translated(reason)).toMatch(/^Não se sabe se esta resposta foi enviada: .*Veja a conversa no celular/);
    expect(translated(reason)).not.toMatch(/\b(the|it|again|was|send)\b/i);
  }
});

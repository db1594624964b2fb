import { SENTENCES } from '../../../operations/texts/sentences.ts';
import { speaker } from '../../../operations/translate.ts';
import { pageLanguage } from './language.ts';
import { PAGE } from './texts/page.ts';
import { WORDS } from './texts/words.ts';

/** The language of the page; the page is loaded again to change it. */
export const language = pageLanguage();

export const { t, counted } = speaker(PAGE, language);

/** A reason or a problem that comes from the server, in the language of the page. */
export const { translated } = speaker(SENTENCES, language);

/** A word for a state, which comes from the server, in the language of the page. */
export const { translated: word } = speaker(WORDS, language);

/** The words of a step, such as `decided: answered, 2 replies`. */
export function stepWords(what: string): string {
  return what
    .split(/(: |, )/)
    .map(word)
    .join('');
}

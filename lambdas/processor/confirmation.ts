/** The languages that a confirmation can be in. */
export const LANGUAGES = ['pt-BR', 'en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface ConfirmationRules {
  /** The language of confirmations; `auto` goes by the contact's number. */
  language: Language | 'auto';
  /** What is said to an opt-out and to an opt-in; empty for nothing, `auto` for our own words. */
  optOutReply: string;
  optInReply: string;
  optInWords: readonly string[];
}

/** What we say, and the word by which a speaker of the language comes back. */
const WORDS: Record<Language, { out: string; back: (word: string) => string; backWord: string; in: string }> = {
  'pt-BR': {
    out: 'Você não receberá mais mensagens nossas.',
    back: (word) => `Para voltar a receber, escreva ${word}.`,
    backWord: 'VOLTAR',
    in: 'Que bom ter você de volta!',
  },
  en: {
    out: 'You will get no more messages from us.',
    back: (word) => `Write ${word} to come back.`,
    backWord: 'START',
    in: 'Welcome back!',
  },
  es: {
    out: 'No recibirá más mensajes nuestros.',
    back: (word) => `Para volver a recibirlos, escriba ${word}.`,
    backWord: 'VOLVER',
    in: '¡Qué bueno tenerle de vuelta!',
  },
};

/**
 * The confirmation for a contact who opts out, or in again, in the language that they most likely read.
 *
 * @param to the contact's address
 * @returns an empty text for nothing
 */
export function confirmation(request: 'out' | 'in', to: string, rules: ConfirmationRules): string {
  const set = request === 'out' ? rules.optOutReply : rules.optInReply;
  if (set !== 'auto') return set;
  const words = WORDS[rules.language === 'auto' ? languageOf(to) : rules.language];
  if (request === 'in') return words.in;
  const word = rules.optInWords.includes(words.backWord) ? words.backWord : rules.optInWords[0];
  return word === undefined ? words.out : `${words.out} ${words.back(word)}`;
}

/** Numbers of Brazil are read in Portuguese. A contact without a number is likely to be anywhere. */
function languageOf(to: string): Language {
  return /^(\D*:)?\+?55\d/.test(to) ? 'pt-BR' : 'en';
}

import type { Language } from './language.ts';
import { COMMANDS } from './texts/commands.ts';
import { HELP } from './texts/help.ts';
import { HELP_DETAILS } from './texts/help-details.ts';
import { SENTENCES } from './texts/sentences.ts';
import { TERMINAL } from './texts/terminal.ts';
import { type Speaker, speaker } from './translate.ts';

const TEXTS = { ...HELP, ...COMMANDS, ...Object.fromEntries(HELP_DETAILS), ...TERMINAL, ...SENTENCES };

let spoken: { language: Language } & Pick<Speaker<typeof TEXTS>, 'translated'> = {
  language: 'en',
  ...speaker(TEXTS, 'en'),
};

/** Sets the language in which this process speaks to a person; English before it is called. */
export function speak(language: Language): void {
  spoken = { language, ...speaker(TEXTS, language) };
}

/**
 * A text for a person, who reads it in the terminal. Commands are written in English, and what programs read stays so:
 * only what is shown passes through here.
 */
export function say(english: string): string {
  return spoken.translated(english);
}

/** The language that `speak` has set. */
export function spokenLanguage(): Language {
  return spoken.language;
}

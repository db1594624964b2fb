/** The languages in which people read the page and the terminal. */
export const LANGUAGES = ['en', 'pt-BR'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * Reads a language as a person, a browser or an operating system names it.
 *
 * @param tag such as `pt`, `pt-BR` or `pt_BR.UTF-8`
 * @returns undefined for any other language
 */
export function readLanguage(tag: string | null | undefined): Language | undefined {
  const [primary] = (tag ?? '').toLowerCase().split(/[-_.@]/);
  return LANGUAGES.find((language) => language.slice(0, 2) === primary);
}

/** Portuguese where the operating system is set to it; undefined for any other language, English included. */
export function systemLanguage({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): 'pt-BR' | undefined {
  return readLanguage(LC_ALL || LC_MESSAGES || LANG) === 'pt-BR' ? 'pt-BR' : undefined;
}

import { type Language, readLanguage } from '../../../operations/language.ts';

/** Where the language of the page can come from, each as it is written there. */
interface Sources {
  /** The query of the page's address, such as `?lang=pt-BR`. */
  search: string;
  /** What was chosen on the page. */
  stored: string | null;
  /** What the server was started with. */
  server: string | undefined;
  /** What the browser prefers. */
  browser: string;
}

/** The language of the page: the address decides, then the choice on the page, then the server, then the browser. */
export function chooseLanguage({ search, stored, server, browser }: Sources): Language {
  const asked = [new URLSearchParams(search).get('lang'), stored, server, browser].map(readLanguage);
  return asked.find((language) => language !== undefined) ?? 'en';
}

/** Where the choice on the page is remembered. */
export const LANGUAGE_KEY = 'language';

/** What is used of a browser. */
interface Browser {
  document: { documentElement: { dataset: { language?: string } } };
  location: { search: string };
  localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  navigator: { language: string };
}

/** The language of this page, which is remembered if its address names one; English outside a browser. */
export function pageLanguage(): Language {
  if (!('document' in globalThis)) return 'en';
  const { document, location, localStorage, navigator } = globalThis as unknown as Browser;
  const { search } = location;
  const language = chooseLanguage({
    search,
    stored: localStorage.getItem(LANGUAGE_KEY),
    server: document.documentElement.dataset.language,
    browser: navigator.language,
  });
  if (language === readLanguage(new URLSearchParams(search).get('lang'))) localStorage.setItem(LANGUAGE_KEY, language);
  return language;
}

import type { Language } from './language.ts';

/** Each text in English, with its values in braces, and the same in the other language. */
export type Catalogue = Readonly<Record<string, string>>;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The values that a text needs, as the arguments that follow it. */
type ValuesOf<Text extends string> = [NamesIn<Text>] extends [never]
  ? []
  : [values: Readonly<Record<NamesIn<Text>, string | number>>];

/** Says the texts of a catalogue in one language. A text that the catalogue lacks is an error of types. */
export interface Speaker<Texts extends Catalogue> {
  /** @param text in English, as the catalogue has it */
  t<Text extends keyof Texts & string>(text: Text, ...values: ValuesOf<Text>): string;
  /** `1 reply`, `1,200 replies`. */
  counted<One extends keyof Texts & string>(
    count: number,
    one: One,
    ...many: `${One}s` extends keyof Texts ? [] : [many: keyof Texts & string]
  ): string;
  /** A text that comes from elsewhere, such as a stored reason: what no text of the catalogue fits stays as it is. */
  translated(text: string): string;
}

const VALUE = /\{(\w+)\}/g;

export function speaker<Texts extends Catalogue>(portuguese: Texts, language: Language): Speaker<Texts> {
  const say = (text: string) => (language === 'en' ? text : (portuguese[text] ?? text));
  const patterns = language === 'en' ? [] : patternsOf(portuguese);
  const translated = (text: string): string => {
    if (Object.hasOwn(portuguese, text)) return say(text);
    for (const { pattern, wanted } of patterns) {
      const { groups } = pattern.exec(text) ?? {};
      if (groups) return fill(wanted, { ...groups }, translated);
    }
    return text;
  };
  return {
    t: (text, ...[values]) => fill(say(text), values ?? {}),
    counted: (count, one, ...[many]) =>
      `${count.toLocaleString(language)} ${say(count === 1 ? one : (many ?? `${one}s`))}`,
    translated,
  };
}

function fill(text: string, values: Readonly<Record<string, unknown>>, show: (value: string) => string = (it) => it) {
  return text.replace(VALUE, (hole, name: string) => (Object.hasOwn(values, name) ? show(String(values[name])) : hole));
}

/** Recognizes an English text with any values in it. */
export function patternOf(english: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const source = english.split(VALUE).map((part, i) => (i % 2 === 0 ? literal(part) : `(?<${part}>.+)`));
  return new RegExp(`^${source.join('')}$`, 's');
}

function patternsOf(portuguese: Catalogue): { pattern: RegExp; wanted: string }[] {
  return Object.entries(portuguese)
    .filter(([english]) => english.search(VALUE) >= 0)
    .map(([english, wanted]) => ({ pattern: patternOf(english), wanted }));
}

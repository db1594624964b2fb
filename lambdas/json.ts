/** Reads JSON; undefined, which no JSON means, when it is none. Never throws: the parser's message quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

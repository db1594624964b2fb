/** Secrets and addresses, and what is left of each. A mask holds nothing that a pattern finds again. */
const MASKS: [pattern: RegExp, left: string][] = [
  [/(\/hooks\/whatsapp\/)[^\s"'?#{…]+/g, '$1…'],
  // The placeholder in the command that sets the key is no key.
  [/ps_(?!YOUR_KEY(?![\w.~+/=-]))[\w.~+/=-]+/g, 'ps_…'],
  [/whsec_[\w+/=-]+/g, 'whsec_…'],
  [/(AKIA|ASIA)[A-Z0-9]{16}/g, '$1…'],
  // WhatsApp's own ids hold the phone number in base64.
  [/wamid\.[\w+/=-]+/g, 'wamid.…'],
  // The id of a contact that has no phone number, such as BR.1349…
  [/(?<![A-Za-z])[A-Z]{2}\.\d[\dA-Za-z]{5,}/g, '…'],
  // E-mail addresses and WhatsApp's, such as 5511999999999@s.whatsapp.net, with all that is glued to them
  [/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}[\p{L}\p{N}._%+@-]*/gu, '…'],
];

/** Eight digits or more of any script, together or as people write them: `(11) 99999-9999`, `55 11 99999.9999`. */
const SEPARATOR = String.raw`[\s.()/\p{Pd}\p{Cf}]{0,3}`;
const DIGITS = String.raw`\p{Nd}(?:${SEPARATOR}\p{Nd}){7,}`;

/**
 * Digits inside a longer word are part of an id or a hash; the letter of an escape, as in `\n` or `%20`, is no word.
 */
const WORD_BEGINS = String.raw`(?<=^|[^\p{Nd}A-Za-z]|\\[bfnrt]|\\u[\dA-Fa-f]{4}|%[\dA-Fa-f]{2})`;
const WORD_ENDS = String.raw`(?![\p{Nd}A-Za-z])`;

/** What operators need although it holds digits: a UUID, and the account in an ARN, which stands in commands to run. */
const UUID = String.raw`(?<![\dA-Za-z])[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}${WORD_ENDS}`;
const ARN = String.raw`arn:[\w-]+:[\w-]*:[\w-]*:\d{12}:`;

const NUMBERS = new RegExp(`(${UUID}|${ARN})|[+＋]${SEPARATOR}${DIGITS}|${WORD_BEGINS}${DIGITS}${WORD_ENDS}`, 'gu');

/**
 * Takes out of a text what must not be logged and can be recognized by its form: phone numbers, addresses, webhook
 * tokens, keys and signing secrets. Names and what people wrote have no form; they must not get into a log line in the
 * first place.
 *
 * Takes time in proportion to the text, and never throws.
 */
export function redact(text: string): string {
  const masked = MASKS.reduce((rest, [pattern, left]) => rest.replace(pattern, left), text);
  return masked.replace(NUMBERS, (_, kept: string | undefined) => kept ?? '…');
}

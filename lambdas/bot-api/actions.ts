import { isReference, MAX_REFERENCE, MEDIA_TYPES, type MediaType, type ReplyContent } from '../pilot-status/content.ts';

/** Something that a bot does. Functions such as `text()` and `handOver()` make it. */
export type Action =
  | { kind: 'send'; content: ReplyContent }
  | { kind: 'hand-over'; minutes?: number }
  | { kind: 'opt-out' }
  | SendLater
  | { kind: 'cancel'; key: string }
  | { kind: 'remember'; memory: unknown };

/** A text, or what `text()`, `template()`, `media()` and the like return. */
export type Reply = string | Action;

/** A message for later. Times are epoch ms, and spans of time ms. */
export interface SendLater {
  kind: 'send-later';
  key: string;
  content: ReplyContent;
  /** Either of the two; and when it is no longer worth sending, or how long after it was due. */
  at?: number;
  inMs?: number;
  expires?: number;
  expiresInMs?: number;
}

/** What any message can have. */
export interface MessageOptions {
  /** Your own name for the message, up to 100 characters; `onStatus` gets it back as `status.reply.reference`. */
  reference?: string;
}

export interface TextOptions extends MessageOptions {
  /** Up to three; the vendor does not document their shape, so they are passed on as they are. */
  buttons?: readonly unknown[];
  /** Only with buttons. */
  header?: string;
  /** Only with buttons. */
  footer?: string;
}

const MAX_BUTTONS = 3;

/**
 * Answers with a text. A plain string does the same.
 *
 * @throws TypeError for an empty text, more than three buttons, and a header or footer without buttons
 * @example
 * onMessage: () => text('Do you want to book?', { buttons: ['Yes', 'No'] })
 */
export function text(words: string, { buttons, header, footer, reference }: TextOptions = {}): Action {
  check(typeof words === 'string' && words.trim() !== '', 'text(): the text is empty');
  check((buttons?.length ?? 0) <= MAX_BUTTONS, `text(): WhatsApp shows at most ${MAX_BUTTONS} buttons`);
  check(buttons?.length || (!header && !footer), 'text(): header and footer need buttons');
  return {
    kind: 'send',
    content: {
      text: words,
      ...(buttons?.length && { buttons }),
      ...(header && { header }),
      ...(footer && { footer }),
      ...named(reference),
    },
  };
}

/**
 * Answers with a template of yours, by its id at the vendor. The only thing that reaches a contact of a Meta number who
 * has not written for 24 hours.
 *
 * @throws TypeError for an empty id
 * @example
 * onMessage: ({ name }) => template('tpl_welcome', { name: name ?? 'there' })
 */
export function template(
  templateId: string,
  variables?: Readonly<Record<string, string>>,
  { reference }: MessageOptions = {},
): Action {
  check(typeof templateId === 'string' && templateId !== '', 'template(): the id is empty');
  return { kind: 'send', content: { templateId, ...(variables && { variables }), ...named(reference) } };
}

/**
 * Answers with a file, which WhatsApp fetches from a public URL.
 *
 * @throws TypeError for what is no http(s) URL, another type, and a caption on audio
 * @example
 * onMessage: () => media('https://example.com/menu.pdf', 'document', { caption: 'Our menu' })
 */
export function media(
  url: string,
  mediaType: MediaType,
  { caption, reference }: MessageOptions & { caption?: string } = {},
): Action {
  check(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'media(): it needs a public http(s) URL');
  check(MEDIA_TYPES.includes(mediaType), `media(): the type is one of ${MEDIA_TYPES.join(', ')}`);
  check(mediaType !== 'audio' || !caption, 'media(): audio has no caption');
  return { kind: 'send', content: { media: url, mediaType, ...(caption && { caption }), ...named(reference) } };
}

/**
 * Leaves the conversation to a person: the bot is not asked about this contact for so many minutes, by default the
 * setting `humanTakeoverMinutes`.
 *
 * @example
 * onMessage: ({ text: words }) => (/human/i.test(words) ? ['One moment, please.', handOver()] : 'Hello!')
 */
export function handOver({ minutes }: { minutes?: number } = {}): Action {
  const isTime = minutes === undefined || (minutes > 0 && minutes <= MAX_MINUTES);
  check(isTime, 'handOver(): minutes must be more than 0, and ten years at most');
  return { kind: 'hand-over', ...(minutes !== undefined && { minutes }) };
}

/**
 * Sends this contact nothing more, as if they had written an opt-out word, until they write an opt-in word.
 *
 * @example
 * onMessage: ({ text: words }) => (/never again/i.test(words) ? optOut() : 'Hello!')
 */
export function optOut(): Action {
  return { kind: 'opt-out' };
}

/**
 * Remembers something about this contact: small JSON, which the next call finds in `conversation.memory`. It takes the
 * place of what was remembered before; `undefined` forgets it.
 *
 * @throws TypeError for what is no JSON, or more than 64 KiB of it
 * @example onMessage: (_message, { memory }) => [`Visit ${(memory?.visits ?? 0) + 1}`, remember({ visits:
 *   (memory?.visits ?? 0) + 1 })]
 */
export function remember(memory: unknown): Action {
  if (memory === undefined) return { kind: 'remember', memory };
  const json = JSON.stringify(memory);
  check(json !== undefined, 'remember(): it is no JSON');
  check(Buffer.byteLength(json) <= MAX_MEMORY_BYTES, 'remember(): it is more than 64 KiB');
  return { kind: 'remember', memory: JSON.parse(json) };
}

/** @throws TypeError for what cannot be a reference */
function named(reference: string | undefined): { reference?: string } {
  const isFine = reference === undefined || isReference(reference);
  check(isFine, `reference: it must be a text of 1 to ${MAX_REFERENCE} characters`);
  return reference === undefined ? {} : { reference };
}

const MAX_MINUTES = 10 * 365 * 24 * 60;

/** A record of DynamoDB holds 400 KB; each write is billed by the KB. */
const MAX_MEMORY_BYTES = 65_536;

/** @throws TypeError */
export function check(holds: unknown, otherwise: string): asserts holds {
  if (!holds) throw new TypeError(otherwise);
}

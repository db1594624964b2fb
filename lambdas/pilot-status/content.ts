import { isObject } from '../runtime/json.ts';
import { splitText } from './split-text.ts';

/**
 * What a message of ours holds, exactly one mode, in the words of `POST /v1/messages/send`: the fields go into its body
 * as they are, except the reference.
 */
export type ReplyContent = (TextContent | TemplateContent | MediaContent) & Referenced;

interface Referenced {
  /** The bot's own name for the message, which comes back with its statuses. It is never sent. */
  reference?: string;
}

/** The longest reference, in characters. */
export const MAX_REFERENCE = 100;

export interface TextContent {
  text: string;
  /** Up to three. Their shape is not documented; they are passed on as they are. */
  buttons?: readonly unknown[];
  /** Only with buttons. */
  header?: string;
  /** Only with buttons. */
  footer?: string;
}

export interface TemplateContent {
  templateId: string;
  variables?: Readonly<Record<string, string>>;
}

export interface MediaContent {
  /** A public URL. */
  media: string;
  mediaType: MediaType;
  /** Not for audio. */
  caption?: string;
}

export const MEDIA_TYPES = ['image', 'video', 'document', 'audio'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/**
 * Whether a value is content in one of the modes, exactly one. What else a mode holds is left to the vendor to judge.
 */
export function isReplyContent(value: unknown): value is ReplyContent {
  if (!isObject(value)) return false;
  const { text, templateId, media, mediaType, reference } = value;
  if (reference !== undefined && !isReference(reference)) return false;
  const modes = [text, templateId, media].filter((mode) => mode !== undefined);
  if (modes.length !== 1 || typeof modes[0] !== 'string') return false;
  return media === undefined || MEDIA_TYPES.some((type) => type === mediaType);
}

/** Whether a value can be a reference. */
export function isReference(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_REFERENCE;
}

/** What is sent, and by which a message is the same as another: all but the reference. */
export function withoutReference({ reference: _, ...content }: ReplyContent): Omit<ReplyContent, 'reference'> {
  return content;
}

/** The words of a message that a person reads, as far as we have them. */
export function wordsOf(content: ReplyContent): string | undefined {
  if ('text' in content) return content.text;
  return 'media' in content ? content.caption : undefined;
}

/** The most characters that WhatsApp takes in a text, and in the caption of a file. */
const MAX_TEXT = 4_096;
const MAX_CAPTION = 1_024;

/**
 * The messages that say what is to be said: one, or several where the words are longer than WhatsApp takes. Buttons
 * come with the last of them; what does not fit under a file follows as texts. White space alone is nothing to say.
 */
export function messagesOf(content: ReplyContent): ReplyContent[] {
  const { reference } = content;
  const more = (text: string) => ({ text, ...(reference !== undefined && { reference }) });
  if ('text' in content) {
    const parts = splitText(content.text, MAX_TEXT);
    return parts.map((text, i) => (i === parts.length - 1 ? { ...content, text } : more(text)));
  }
  if (!('media' in content)) return [content];
  const { caption: given = '', ...file } = content;
  const words = given.trimStart();
  const [caption = ''] = splitText(words, MAX_CAPTION);
  const rest = splitText(words.slice(caption.length).trimStart(), MAX_TEXT);
  return [{ ...file, ...(caption !== '' && { caption }) }, ...rest.map(more)];
}

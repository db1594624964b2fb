import { isObject } from './events.ts';

/**
 * What a message of ours holds, exactly one mode, in the words of `POST /v1/messages/send`: the fields go into its body as
 * they are.
 */
export type ReplyContent = TextContent | TemplateContent | MediaContent;

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

/** Whether a value is content in one of the modes, exactly one. What else a mode holds is left to the vendor to judge. */
export function isReplyContent(value: unknown): value is ReplyContent {
  if (!isObject(value)) return false;
  const { text, templateId, media, mediaType } = value;
  const modes = [text, templateId, media].filter((mode) => mode !== undefined);
  if (modes.length !== 1 || typeof modes[0] !== 'string') return false;
  return media === undefined || MEDIA_TYPES.some((type) => type === mediaType);
}

/** The words of a message that a person reads, as far as we have them. */
export function wordsOf(content: ReplyContent): string | undefined {
  if ('text' in content) return content.text;
  return 'media' in content ? content.caption : undefined;
}

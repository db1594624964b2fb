import type { Content, SentContactCard, SentLocation } from './messages.ts';

/** What somebody writes in the chat with a contact, in a group or in a newsletter: exactly one kind of content. */
export interface Writing {
  /** The contact, E.164 with `+` or a BSUID; with `fromMe` the one that is written to. */
  from: string;
  name?: string;
  text?: string;
  media?: { link: string; type: string; caption?: string; filename?: string };
  sticker?: { link: string };
  button?: { text: string; id?: string };
  location?: SentLocation;
  contacts?: SentContactCard[];
  /** An emoji, for the message that is quoted. */
  reaction?: string;
  /** Any id of the message that is quoted. */
  quotes?: string;
  /** Whether a quote comes as two events, not as `message.reply` alone. */
  as?: 'both';
  group?: { id: string; name?: string };
  newsletter?: { id: string; name?: string };
  /** Whether a person writes it on the phone of the number. */
  fromMe?: boolean;
}

const KINDS = ['text', 'media', 'sticker', 'button', 'location', 'contacts', 'reaction'] as const;

const text = { type: 'string', minLength: 1 };
const phone = { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' };
const object = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

export const WRITING = {
  ...object(
    { from: { type: 'string', pattern: '^(\\+[1-9]\\d{6,14}|[A-Z]{2}\\.\\w+)$' } },
    {
      name: text,
      text,
      media: object({ link: text, type: text }, { caption: text, filename: text }),
      sticker: object({ link: text }),
      button: object({ text }, { id: text }),
      location: object(
        {
          latitude: { type: 'number', minimum: -90, maximum: 90 },
          longitude: { type: 'number', minimum: -180, maximum: 180 },
        },
        { name: text, address: text },
      ),
      contacts: { type: 'array', minItems: 1, items: object({ name: text, phones: { type: 'array', items: phone } }) },
      reaction: text,
      quotes: text,
      as: { const: 'both' },
      group: object({ id: text }, { name: text }),
      newsletter: object({ id: text }, { name: text }),
      fromMe: { type: 'boolean' },
    },
  ),
  dependencies: { reaction: ['quotes'], as: ['quotes'] },
  oneOf: KINDS.map((kind) => ({ required: [kind] })),
  not: { required: ['group', 'newsletter'] },
};

/** The `type` of the message in its event. */
export function typeOf(writing: Writing): string {
  return writing.media?.type ?? KINDS.find((kind) => writing[kind] !== undefined) ?? 'text';
}

/** A sticker is a file like any other. */
export function mediaOf({ media, sticker }: Writing): Writing['media'] {
  return media ?? (sticker && { ...sticker, type: 'sticker' });
}

/** Where it is written, under the name of the field that a send to there has. */
export function placeOf({ from, group, newsletter }: Writing): Record<string, string> {
  if (group) return { groupId: group.id };
  return newsletter ? { newsletterId: newsletter.id } : { destinationNumber: from };
}

/** What is in it. @param quotedId the id of the record of the message that is quoted */
export function contentOf(writing: Writing, quotedId: string | undefined): Content {
  const { text, button, location, contacts, reaction } = writing;
  const words = text ?? button?.text;
  const media = mediaOf(writing);
  return {
    ...(words !== undefined && { text: words }),
    ...(media && { media }),
    ...(location && { location }),
    ...(contacts && { contacts }),
    ...(reaction !== undefined && { reaction }),
    ...(quotedId !== undefined && { quotes: quotedId }),
  };
}

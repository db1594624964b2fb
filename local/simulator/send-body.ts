import type { Content } from './messages.ts';

/** The body of a send that the rules have let through. */
export interface SendBody {
  destinationNumber?: string;
  groupId?: string;
  newsletterId?: string;
  text?: string;
  buttons?: unknown[];
  header?: string;
  footer?: string;
  templateId?: string;
  variables?: Record<string, unknown>;
  media?: string;
  mediaType?: string;
  caption?: string;
  /** ISO 8601, as is the deadline. */
  deliverAt?: string;
  deliverUntil?: string;
}

const oneOf = (...names: string[]) => ({ oneOf: names.map((name) => ({ required: [name] })) });

const CAPTIONED = ['image', 'video', 'document'];

/** The rules for the body of a send: exactly one destination, exactly one mode, and what may go with it. */
export const SEND_BODY = {
  type: 'object',
  properties: {
    destinationNumber: { type: 'string', pattern: '^(\\+[1-9]\\d{6,14}|[A-Z]{2}\\.\\w+)$' },
    groupId: { type: 'string', pattern: '@g\\.us$' },
    newsletterId: { type: 'string', pattern: '@newsletter$' },
    text: { type: 'string', minLength: 1 },
    buttons: { type: 'array', minItems: 1, maxItems: 3 },
    header: { type: 'string' },
    footer: { type: 'string' },
    templateId: { type: 'string', minLength: 1 },
    variables: { type: 'object' },
    media: { type: 'string', format: 'uri', pattern: '^https?://' },
    mediaType: { enum: [...CAPTIONED, 'audio'] },
    caption: { type: 'string' },
    deliverAt: { type: 'string', format: 'date-time' },
    deliverUntil: { type: 'string', format: 'date-time' },
  },
  dependencies: {
    buttons: ['text'],
    header: ['buttons'],
    footer: ['buttons'],
    variables: ['templateId'],
    media: ['mediaType'],
    mediaType: ['media'],
    caption: { required: ['media'], properties: { mediaType: { enum: CAPTIONED } } },
  },
  allOf: [oneOf('destinationNumber', 'groupId', 'newsletterId'), oneOf('text', 'templateId', 'media')],
};

/** Where a message goes, under the name of its field. */
export function destinationOf({ destinationNumber, groupId, newsletterId }: SendBody): Record<string, string> {
  return {
    ...(destinationNumber && { destinationNumber }),
    ...(groupId && { groupId }),
    ...(newsletterId && { newsletterId }),
  };
}

/** What is in a message. */
export function contentOf({
  text,
  buttons,
  header,
  footer,
  templateId,
  variables,
  media,
  mediaType,
  caption,
}: SendBody): Content {
  return {
    ...(text !== undefined && { text }),
    ...(buttons && { buttons }),
    ...(header !== undefined && { header }),
    ...(footer !== undefined && { footer }),
    ...(templateId !== undefined && { template: { id: templateId, ...(variables && { variables }) } }),
    ...(media !== undefined && {
      media: { link: media, type: mediaType ?? '', ...(caption !== undefined && { caption }) },
    }),
  };
}

import { createHash } from 'node:crypto';
import { extensionOf } from './media-type.ts';

/** What the key of a file is made from. */
export interface ObjectName {
  /** The hash of contact and number. */
  conversation: string;
  /** When the event was received, in epoch ms. */
  receivedAt: number;
  /** The id of the event. */
  id: string;
  /** The MIME type of the file. */
  type: string;
}

/**
 * Where a file is in the bucket: `inbound/<conversation>/<yyyy-mm-dd>/<id>.<extension>`. The same event has the same
 * key at every try. It holds nothing that a contact wrote; all files of a contact are below one prefix, by which they
 * are erased.
 */
export function objectKey({ conversation, receivedAt, id, type }: ObjectName): string {
  const day = new Date(receivedAt).toISOString().slice(0, 10);
  return `${conversationPrefix(conversation)}${day}/${pathPart(id)}.${extensionOf(type)}`;
}

/** What the keys of all files of a conversation begin with. */
export function conversationPrefix(conversation: string): string {
  return `inbound/${pathPart(conversation)}/`;
}

/**
 * Makes any text one part of a path that needs no escaping anywhere, two texts never the same: as it is, or its hash.
 */
function pathPart(text: string): string {
  const isPlain = /^[\w-]{1,128}$/.test(text) && !text.startsWith('sha256-');
  return isPlain ? text : `sha256-${createHash('sha256').update(text, 'utf16le').digest('hex')}`;
}

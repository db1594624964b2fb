import type { IncomingHttpHeaders } from 'node:http';
import type { InboundMessage, Media } from '../pilot-status/events.ts';
import type { EventKey } from '../pilot-status/identity.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { MediaRefused } from './media-refused.ts';
import { type AllowedTypes, isAllowedType, mediaTypeOf } from './media-type.ts';
import { objectKey } from './object-key.ts';
import type { OpenLink } from './open-link.ts';
import type { PutObject } from './put-object.ts';

/** The event that a file came with. */
export interface MediaEvent {
  key: EventKey;
  /** The hash of contact and number. */
  conversation: string;
  /** When the event was received, in epoch ms. */
  receivedAt: number;
  /** How often the event was taken from its queue, this time included. */
  receiveCount: number;
}

/**
 * Keeps a copy of a file.
 *
 * @returns its key in the bucket, or undefined when it was not kept; the log says why
 * @throws what broke, while another try is worth its time
 */
export type ArchiveMedia = (media: Media, event: MediaEvent) => Promise<string | undefined>;

export interface Archive {
  openLink: OpenLink;
  put: PutObject;
  allowedTypes: AllowedTypes;
  /** The largest file that is kept, in bytes. */
  maxBytes: number;
  /** How long fetching and storing one file may take together, in ms. */
  timeoutMs: number;
  /** After so many receives of an event its file is given up, because somebody waits for an answer. */
  maxReceives: number;
  log: Log;
}

/** Copies files from the vendor's links, which die, into the bucket, each in one stream. */
export function mediaArchive(archive: Archive): ArchiveMedia {
  const { log, maxReceives } = archive;
  return async (media, event) => {
    const trace = { ...event.key, conversation: event.conversation };
    try {
      const { key, bytes } = await keep(media, event, archive);
      log.info('media kept', { ...trace, bytes });
      return key;
    } catch (error) {
      if (!(error instanceof MediaRefused) && event.receiveCount < maxReceives) throw error;
      log.warn('media not kept', { ...trace, ...errorFields(error) });
      return undefined;
    }
  };
}

/** Adds the key of the copy to a message with a file, where there is an archive that has kept it. */
export async function withArchivedMedia(
  message: InboundMessage,
  event: MediaEvent,
  archive: ArchiveMedia | undefined,
): Promise<InboundMessage> {
  if (archive === undefined || message.media === undefined) return message;
  const archiveKey = await archive(message.media, event);
  return archiveKey === undefined ? message : { ...message, media: { ...message.media, archiveKey } };
}

async function keep(
  { link }: Media,
  { key: { id }, conversation, receivedAt }: MediaEvent,
  archive: Archive,
): Promise<{ key: string; bytes: number }> {
  // A file that has an id in place of a link takes the API key, which only the reply function may read.
  if (link === undefined) throw new MediaRefused('It has no link');
  const signal = AbortSignal.timeout(archive.timeoutMs);
  try {
    const response = await archive.openLink(link, signal);
    try {
      const { type, bytes } = accept(response.headers, archive);
      const key = objectKey({ conversation, receivedAt, id, type });
      await archive.put({ key, type, bytes, body: response }, signal);
      return { key, bytes };
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new LoggableError(`It took longer than ${archive.timeoutMs / 1000} s`, { cause: error });
  }
}

/**
 * Decides by its headers whether a file is kept. HTTP ends a body where its Content-Length says, so that the length
 * that was checked is the length that is read.
 *
 * @throws MediaRefused
 */
function accept(headers: IncomingHttpHeaders, { allowedTypes, maxBytes }: Archive): { type: string; bytes: number } {
  const type = mediaTypeOf(headers['content-type']);
  if (type === undefined) throw new MediaRefused('Its server does not say its type');
  if (!isAllowedType(type, allowedTypes)) throw new MediaRefused('Its type is not one of archiveTypes');
  if (headers['content-encoding'] !== undefined) throw new MediaRefused('Its server sends it encoded');
  if (headers['content-length'] === undefined) throw new MediaRefused('Its server does not say its length');
  const bytes = Number(headers['content-length']);
  if (!(bytes <= maxBytes)) throw new MediaRefused('It is larger than archiveMaxMegabytes');
  return { type, bytes };
}

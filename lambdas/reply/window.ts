import type { ReplyJob } from '../queue/reply-job.ts';

/** The time in which WhatsApp takes free text for a contact of a Meta number: from the contact's last message on. */
export interface Window {
  /** How long it is open, in ms; 0 for numbers without such a window. */
  lengthMs: number;
  /** The template that is sent instead of a reply for which it has closed. */
  template: string | undefined;
}

/**
 * How long before its end the window counts as closed, in ms. WhatsApp judges by its own clock, and when the message
 * gets to it: after a worker that may be held up, the request, and the vendor's queue. What comes too late fails when
 * nobody looks.
 */
const MARGIN_MS = 60_000;

/** Whether a reply can no longer be sent as it is. A template always can. */
export function isWindowClosed(
  { content, writtenAt, windowEndsAt }: Pick<ReplyJob, 'content' | 'writtenAt' | 'windowEndsAt'>,
  lengthMs: number,
  now: number,
): boolean {
  if (lengthMs === 0 || 'templateId' in content) return false;
  return now >= (windowEndsAt ?? writtenAt + lengthMs) - MARGIN_MS;
}

import type { VendorEvent } from './events.ts';
import { iso, type SimulatedMessage } from './messages.ts';
import { NUMBER } from './number.ts';
import { mediaOf, typeOf, type Writing } from './writing.ts';

/** What else an event tells. */
interface Circumstances {
  /** WhatsApp's id of the message that is quoted. */
  quotedMessageId: string | undefined;
  /** On a Meta number, Meta's id of the file. */
  mediaId: string | undefined;
}

/** The events of one message: one, or two that differ in their names. */
export function eventsOf(
  writing: Writing,
  message: SimulatedMessage,
  circumstances: Circumstances,
): [VendorEvent, ...VendorEvent[]] {
  const data = dataOf(writing, message, circumstances);
  const [first, ...others] = namesOf(writing);
  return [{ event: first, data }, ...others.map((event) => ({ event, data }))];
}

/**
 * A reply is a quote by a contact; reactions are assumed to come as they are listed, among the types of
 * `message.received`.
 */
function namesOf({ group, newsletter, fromMe, reaction, quotes, as }: Writing): [string, ...string[]] {
  if (group) return ['message.group'];
  if (newsletter) return ['message.newsletter'];
  if (fromMe || reaction !== undefined || quotes === undefined) return ['message.received'];
  return as === 'both' ? ['message.reply', 'message.received'] : ['message.reply'];
}

function dataOf(writing: Writing, { id, messageId, createdAt }: SimulatedMessage, circumstances: Circumstances) {
  const { text, button, reaction, location, contacts, fromMe = false } = writing;
  const { quotedMessageId } = circumstances;
  return {
    ...sidesOf(writing),
    numberId: NUMBER.id,
    messageId,
    id,
    type: typeOf(writing),
    fromMe,
    content: text ?? button?.text ?? reaction ?? '',
    createdAt: iso(createdAt),
    ...(quotedMessageId !== undefined && { quotedMessageId }),
    ...(button?.id && { buttonId: button.id }),
    ...(location && { location }),
    ...(contacts && { contacts }),
    ...mediaFields(writing, circumstances),
  };
}

/** Writer and recipient; in groups and newsletters the documentation names the writer by other fields. */
function sidesOf(writing: Writing) {
  const { name, group, newsletter, fromMe } = writing;
  const [from, to] = fromMe ? [NUMBER.phone, writing.from] : [writing.from, NUMBER.phone];
  if (!group && !newsletter) return { from, to, ...(name && { participantName: name }) };
  return {
    fromNumber: from,
    to: NUMBER.phone,
    ...(name && { fromName: name }),
    ...(group && { groupId: group.id, ...(group.name && { groupName: group.name }) }),
    ...(newsletter && { newsletterId: newsletter.id, ...(newsletter.name && { newsletterName: newsletter.name }) }),
  };
}

function mediaFields(writing: Writing, { mediaId }: Circumstances) {
  const media = mediaOf(writing);
  if (!media) return {};
  return {
    mediaLink: media.link,
    mediaType: media.type,
    ...(media.caption && { mediaCaption: media.caption }),
    ...(media.filename && { mediaFilename: media.filename }),
    ...(mediaId && { mediaId, phoneNumberId: NUMBER.phoneNumberId }),
  };
}

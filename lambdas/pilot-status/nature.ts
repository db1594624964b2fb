import { isObject, type JsonObject, text } from '../runtime/json.ts';
import { isSet, names } from './fields.ts';

/**
 * What somebody did, of what comes as a message: wrote one, reacted to one, changed or deleted one; or WhatsApp itself
 * gives notice of something, which is nothing that anybody said.
 */
export type Nature = 'message' | 'reaction' | 'edit' | 'deletion' | 'notice';

/** Types of messages that say something by themselves, with words or without. */
export const FILE_TYPES = new Set(names('image audio video document sticker ptt voice gif ptv documentwithcaption'));
export const BUTTON_TYPES = new Set(
  names(
    'button interactive buttonreply listreply list listresponse buttonsresponse templatebuttonreply ' +
      'interactiveresponse',
  ),
);
export const LOCATION_TYPES = new Set(['location', 'livelocation']);
export const CONTACT_TYPES = new Set(names('contact contacts contactsarray vcard multivcard contactcard'));
const TEXT_TYPES = new Set(['text', 'chat', 'conversation', 'extendedtext']);
const SPEAKING = [TEXT_TYPES, FILE_TYPES, BUTTON_TYPES, LOCATION_TYPES, CONTACT_TYPES];

const REACTIONS = new Set(names('reaction encreaction reactionremoved reactionremove'));
const EDITS = new Set(names('edit edited'));
const DELETIONS = new Set(names('revoke revoked delete deleted'));
const NOTICES = new Set(
  names(
    'protocol system unsupported notificationtemplate gp2 debug call calllog ciphertext senderkeydistribution ' +
      'placeholder bizcontentplaceholder stub pollupdate pollvote pollresult pollresultsnapshot encpollvote ' +
      'pollupdated pin unpin pinned pininchat keepinchat ephemeralsetting requestwelcome',
  ),
);

/** The vendor's `type`, as `editedMessage` and `e2e_notification` are `edited` and `e2enotification`. */
export function typeOf(data: JsonObject): string | undefined {
  const plain = text(data.type)
    ?.replace(/[^A-Za-z\d]/g, '')
    .toLowerCase();
  return plain?.replace(/^message(?=.)|(?<=.)message$/g, '');
}

/** @param hasContent whether there are words in it, or a file */
export function natureOf(data: JsonObject, hasContent: boolean): Nature {
  const type = typeOf(data) ?? (isObject(data.reaction) ? 'reaction' : '');
  if (REACTIONS.has(type)) return 'reaction';
  if (DELETIONS.has(type) || isAny(data, 'isDeleted', 'deleted', 'isRevoked', 'revoked')) return 'deletion';
  if (EDITS.has(type) || isAny(data, 'isEdited', 'edited', 'isEdit')) return 'edit';
  if (NOTICES.has(type) || type.endsWith('notification') || isAny(data, 'isNotification')) return 'notice';
  return hasContent || SPEAKING.some((types) => types.has(type)) ? 'message' : 'notice';
}

function isAny(data: JsonObject, ...flags: string[]): boolean {
  return flags.some((flag) => isSet(data[flag]));
}

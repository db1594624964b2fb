import { isObject, type JsonObject, optional, text } from '../runtime/json.ts';
import { identifier } from './fields.ts';

/**
 * Meta's own envelope of the Cloud API, `entry[].changes[].value`, which numbers of Meta may deliver as well as the
 * vendor's events, or instead of them.
 */

/**
 * The messages in an envelope, each as the vendor's own `data` would have it; none where it is no envelope. What a
 * person wrote on the phone comes as `message_echoes`.
 */
export function messagesInEnvelope(body: JsonObject): JsonObject[] {
  return valuesIn(body).flatMap((value) => [
    ...objectsIn(value.messages).map((message) => dataOf(message, value)),
    ...objectsIn(value.message_echoes).map((message) => echoOf(message, value.metadata)),
  ]);
}

/** The echo of a message as the vendor's own `data` would have it. */
export function echoOf(message: JsonObject, metadata?: unknown): JsonObject {
  return { ...dataOf(message, { metadata }), to: withPlus(message.to), fromMe: true };
}

function valuesIn(body: JsonObject): JsonObject[] {
  const changed = objectsIn(body.entry).flatMap(({ changes }) => objectsIn(changes).map(({ value }) => value));
  return [...changed, body].filter(isObject).filter((value) => isObject(value.metadata) || value.message_echoes);
}

function dataOf(message: JsonObject, { metadata, contacts }: JsonObject): JsonObject {
  const { display_phone_number: to, phone_number_id } = isObject(metadata) ? metadata : {};
  const from = identifier(message.from);
  const profiles = objectsIn(contacts);
  const profile = profiles.find(({ wa_id }) => identifier(wa_id) === from) ?? profiles[0] ?? {};
  const { profile: { name } = {} } = profile as { profile?: JsonObject };
  return {
    ...message,
    // Meta leaves out the plus.
    ...optional('from', withPlus(from)),
    fromUserId: message.from_user_id ?? profile.user_id,
    to: withPlus(to),
    ...optional('phoneNumberId', phone_number_id),
    messageId: message.messageId ?? message.id,
    id: undefined,
    participantName: name,
    createdAt: message.createdAt ?? timeOf(message.timestamp),
    quotedMessageId: isObject(message.context) ? message.context.id : undefined,
    ...contentOf(message),
  };
}

function withPlus(number: unknown): string | undefined {
  return identifier(number)?.replace(/^(?=\d)/, '+');
}

/** What stands under the name of the type. */
function contentOf(message: JsonObject): JsonObject {
  const content = message[text(message.type) ?? ''];
  if (!isObject(content)) return {};
  const { button_reply, list_reply } = content;
  const pressed = [button_reply, list_reply, content].find(isObject) ?? {};
  return {
    ...optional('content', text(content.body) ?? text(content.emoji) ?? text(pressed.title) ?? text(content.text)),
    ...optional('buttonId', text(pressed.payload) ?? (pressed === content ? undefined : text(pressed.id))),
    ...optional('mediaId', 'mime_type' in content ? identifier(content.id) : undefined),
    ...optional('mediaType', text(content.mime_type)),
    ...optional('mediaCaption', text(content.caption)),
    ...optional('mediaFilename', text(content.filename)),
    ...optional('targetMessageId', text(content.message_id) ?? text(content.original_message_id)),
  };
}

function timeOf(epochSeconds: unknown): string | undefined {
  const ms = Number(epochSeconds) * 1000;
  return ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : undefined;
}

function objectsIn(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

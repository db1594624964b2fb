/** All that a bot is made of. */

export type {
  ContactCard,
  Deletion,
  Edit,
  GroupMessage,
  InboundMessage,
  Location,
  Media,
  NewsletterMessage,
  NumberEvent,
  Reaction,
  StatusEvent,
} from '../pilot-status/events.ts';
export {
  type Action,
  handOver,
  type MessageOptions,
  media,
  optOut,
  type Reply,
  remember,
  type TextOptions,
  template,
  text,
} from './actions.ts';
export { type Answer, type Bot, type Conversation, defineBot, type Message } from './bot.ts';
export type { Span, When } from './later.ts';
export type { Schema } from './schema.ts';
export { SecretError, type SecretName, secret } from './secret.ts';

import type { ConversationRecords } from '../ledger/conversations.ts';
import type { EventRecords } from '../ledger/events.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import type { NumberRecords } from '../ledger/numbers.ts';
import type { OutboxRecords } from '../ledger/outbox.ts';
import type { CloseTogether } from '../ledger/replies.ts';
import type { SendingOf } from '../ledger/sendings.ts';
import type { Transcribe } from '../ledger/transcripts.ts';
import type { UnaskedRecords } from '../ledger/unasked.ts';
import type { ArchiveMedia } from '../media/archive.ts';
import type { Publish } from '../queue/published-event.ts';
import type { Outgoing } from '../queue/sqs.ts';
import type { Log } from '../telemetry/log.ts';
import type { BotSettings } from './ask-bot.ts';

/** What the processor is made of. */
export interface Processor extends BotSettings {
  events: EventRecords;
  conversations: ConversationRecords;
  messages: MessageRecords;
  numbers: Pick<NumberRecords, 'isOurs'>;
  /** Closes the reply of a message that was answered together with others. */
  closeTogether: CloseTogether;
  /** Messages for later. */
  outbox: OutboxRecords;
  /** What was sent to a contact unasked. */
  unasked: Pick<UnaskedRecords, 'said'>;
  /** When a reply was sent. */
  sendingOf: SendingOf;
  /** Sends a message to the replies queue; says whether the queue has it. Never throws. */
  enqueue(message: Outgoing): Promise<boolean>;
  /** Hands events on to whoever listens, where somebody does. */
  publish?: Publish | undefined;
  /** Writes down what was said, where the setting is on. */
  transcribe?: Transcribe | undefined;
  /** Keeps copies of files, where the setting is on. */
  archive?: ArchiveMedia | undefined;
  /** How long after a message was received a reply is worth sending, in ms. */
  usefulMs: number;
  /** How long after a contact wrote free text may be sent, in ms; 0 for as long as one likes. */
  windowMs: number;
  /** How long a contact may go on writing until the bot is asked about all of it, in ms; 0 for no waiting. */
  debounceMs: number;
  /** How often the bot may fail on one message before the message is parked. */
  maxAttempts: number;
  now(): number;
  log: Log;
}

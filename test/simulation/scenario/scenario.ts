import type { Rules } from '../../../lambdas/processor/rules.ts';
import type { Window } from '../../../lambdas/reply/window.ts';
import type { HeldBy } from '../aws/fifo-queue.ts';
import type { CrashPoint, FaultPlan } from '../engine/faults.ts';
import type { VendorNumber, VendorPlan } from '../vendor/plan.ts';

/** Everything that is to happen in a run, and all that is to go wrong. */
export interface Scenario {
  messages: InboundPlan[];
  /** What persons write to contacts, on the phones of the numbers. */
  people: PersonPlan[];
  /** What another system asks of the outbox. */
  outbox: OutboxPlan[];
  /** The event bus; undefined where the setting is off. */
  bus?: BusPlan;
  /** How our own sends come back; undefined where they do not. */
  echoes?: EchoPlan;
  rules: Rules;
  /** Erases a contact while messages are on their way. */
  forget?: { at: number; contact: string };
  /** What keeps the messages of a group back in the queues. */
  heldBy: HeldBy;
  /** What is only recorded: statuses of others, groups, shapes that nobody documented. */
  noise: PlannedDelivery[];
  /** Contacts without WhatsApp. */
  unknownContacts: Set<string>;
  numbers: VendorNumber[];
  vendor: VendorPlan;
  faults: FaultPlan;
  crashAt?: CrashPoint;
  /** The API key secret, as it is from that many ms on. */
  secrets: { from: number; value: string | undefined }[];
  onUnknownSend: 'park' | 'resend';
  /** How far apart the sends of one reply function begin, in ms. */
  sendIntervalMs: number;
  /** How long the processor waits for more of what a contact is writing, in ms. */
  debounceMs: number;
  /** How far apart the messages to one contact are, in ms; 0 for as it comes. */
  contactGapMs: number;
  /** The window for free text, which the vendor has too, and the template for when it has closed. */
  window: Window;
  /** What a person does when everything has come to rest. */
  operator?: Operator;
}

export interface Operator {
  /** How long after that, in days. */
  afterDays: number;
  /** Whether the bot is repaired by then. */
  mendsBot: boolean;
  /**
   * How letters are put back: by our command, which leaves their reason out, or by SQS's own move task, which keeps it.
   */
  way: 'redrive' | 'move task';
  /** What is delivered once more after the redrive. */
  lateDeliveries: PlannedDelivery[];
}

export interface PlannedDelivery {
  /** ms from the start, or from the redrive. */
  at: number;
  body: string;
}

/** A message that a contact writes. */
export interface InboundPlan {
  /** The name of its writer, so that the bot knows which it is. */
  marker: string;
  /** What it asks of the rules, where it is one of their words. */
  wish?: 'out' | 'in';
  /** When it is delivered first. */
  at: number;
  /** When it was written, by the vendor's word: at about that time, or weeks before. */
  writtenAt: number;
  from: string;
  numberId: string;
  messageId: string;
  text: string;
  deliveries: PlannedDelivery[];
  bot: BotPlan;
}

/** What the bot does about one message. */
export interface BotPlan {
  /** `odd words` hold what SQS forbids, and half an emoji. */
  answer: 'own words' | 'odd words' | 'same words' | 'silence';
  /** How many messages the answer has; one more each time that the bot is asked again. */
  parts: number;
  thinkMs: number;
  /** What it asks of the outbox, under a key that other messages of the contact share. */
  later?: { key: string; afterMs: number } | { key: string; cancels: true };
  /** What goes wrong in it, the first so many times. */
  trouble?: { kind: 'throws' | 'crashes' | 'hangs' | 'answers what no store holds'; times: number };
}

/** A message that another system wants sent, and every time that it says so. */
export interface OutboxPlan {
  key: string;
  contact: string;
  numberId: string;
  text: string;
  /** Each after the one before was answered; times are ms from the start. */
  asks: OutboxAsk[];
}

export interface OutboxAsk {
  at: number;
  /** When it is to be sent; at once where it is left out. */
  dueAt?: number;
  /** It is not to be sent after all. */
  cancels?: true;
}

/** How the event bus behaves, whatever the other services do. */
export interface BusPlan {
  /** Of how many events it refuses each try. */
  refused: number;
  /** When it takes nothing, ms from the start. */
  down: { from: number; to: number };
}

/** A message that a person writes to a contact from a number of ours. */
export interface PersonPlan {
  /** Stands in its text. */
  marker: string;
  contact: string;
  deliveries: PlannedDelivery[];
}

/** How our own sends come back as messages of our number. */
export interface EchoPlan {
  /** Of how many of them it does. */
  share: number;
  /** Which ids it has: those of the send, that of WhatsApp alone, or none that we know. */
  ids: 'send' | 'whatsapp' | 'unknown';
  /** What becomes of the words on the way. */
  form: 'as it is' | 'decomposed' | 'other line ends' | 'escaped';
  /** How much later than the message they come, at most, in ms. */
  delayMs: number;
}

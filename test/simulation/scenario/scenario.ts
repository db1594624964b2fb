import type { Window } from '../../../lambdas/reply/window.ts';
import type { CrashPoint, FaultPlan } from '../engine/faults.ts';
import type { VendorNumber, VendorPlan } from '../vendor/plan.ts';

/** Everything that is to happen in a run, and all that is to go wrong. */
export interface Scenario {
  messages: InboundPlan[];
  /** What is only recorded: statuses of others, groups, shapes that nobody documented. */
  noise: Delivery[];
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
  /** Whether the bot is mended by then. */
  mendsBot: boolean;
  /** What is delivered once more after the redrive. */
  lateDeliveries: Delivery[];
}

export interface Delivery {
  /** ms from the start, or from the redrive. */
  at: number;
  body: string;
}

/** A message that a contact writes. */
export interface InboundPlan {
  /** Stands in its text, so that the bot knows which it is. */
  marker: string;
  at: number;
  from: string;
  numberId: string;
  messageId: string;
  text: string;
  deliveries: Delivery[];
  bot: BotPlan;
}

/** What the bot does about one message. */
export interface BotPlan {
  answer: 'own words' | 'same words' | 'silence';
  /** How many messages the answer has; one more each time that the bot is asked again. */
  parts: number;
  thinkMs: number;
  /** What goes wrong in it, the first so many times. */
  trouble?: { kind: 'throws' | 'crashes' | 'hangs'; times: number };
}

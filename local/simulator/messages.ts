export interface SentLocation {
  /** In degrees. */
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

/** Somebody's address card, as far as WhatsApp shows it. */
export interface SentContactCard {
  name: string;
  /** E.164 with `+`. */
  phones: string[];
}

/** What is in a message, by the names of the contract where it has one. */
export interface Content {
  text?: string;
  media?: { link: string; type: string; caption?: string; filename?: string };
  /** In a message to a contact. Which fields a button has is not documented. */
  buttons?: unknown[];
  header?: string;
  footer?: string;
  template?: { id: string; variables?: Readonly<Record<string, unknown>> };
  location?: SentLocation;
  contacts?: SentContactCard[];
  /** The emoji with which somebody reacts to the message that is quoted. */
  reaction?: string;
  /** The id of the record of the message that is quoted. */
  quotes?: string;
}

/** A message that the vendor knows of, in either direction. */
export interface SimulatedMessage {
  /** The id of the message record: the `id` of the 202, and of every event about the message. */
  id: string;
  correlationId?: string;
  /** The id that WhatsApp gave; null until it has, and for what never came to WhatsApp. */
  messageId: string | null;
  direction: 'INBOUND' | 'OUTBOUND';
  status: 'QUEUED' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'RECEIVED';
  /** The other side, under the name of its field: one of `destinationNumber`, `groupId`, `newsletterId`. */
  destination: Readonly<Record<string, string>>;
  /** Who wrote it, where that is not the destination: in a group. */
  writer?: string;
  /** Whether a person wrote it on the phone of the number: it is outbound, and no send of the API. */
  fromPhone?: true;
  /** What is written in it; a template and a file without a caption have none. */
  text?: string;
  content: Content;
  errorMessage?: string;
  /** When it is to leave, and until when it may; epoch ms. */
  deliverAt?: number;
  deliverUntil?: number;
  /** When it was accepted or received, epoch ms. */
  createdAt: number;
}

/** The latest messages, in the order in which they came. */
export interface Messages {
  add(message: SimulatedMessage): void;
  /** Changes a message; it may get an id by which it is found from now on. */
  update(message: SimulatedMessage, changes: Partial<SimulatedMessage>): void;
  /** @param id the id of the record, the `correlationId`, or WhatsApp's id */
  find(id: string): SimulatedMessage | undefined;
  /** What came from one time to another, both included, epoch ms. */
  between(from: number, to: number): SimulatedMessage[];
  /** When a contact last wrote outside groups, epoch ms. */
  lastWroteAt(contact: string | undefined): number | undefined;
}

/** @param limit how many messages are kept */
export function messageStore(limit = 20_000): Messages {
  const all = new Set<SimulatedMessage>();
  const byId = new Map<string, SimulatedMessage>();
  const latestOf = new Map<string | undefined, SimulatedMessage>();

  const forget = (message: SimulatedMessage) => {
    all.delete(message);
    for (const id of idsOf(message)) byId.delete(id);
    const contact = message.destination.destinationNumber;
    if (latestOf.get(contact) === message) latestOf.delete(contact);
  };
  const index = (message: SimulatedMessage) => {
    for (const id of idsOf(message)) byId.set(id, message);
  };
  return {
    add(message) {
      all.add(message);
      index(message);
      if (isFromContact(message)) latestOf.set(message.destination.destinationNumber, message);
      const [oldest] = all;
      if (all.size > limit && oldest) forget(oldest);
    },
    update(message, changes) {
      Object.assign(message, changes);
      if (all.has(message)) index(message);
    },
    find: (id) => byId.get(id),
    between: (from, to) => [...all].filter(({ createdAt }) => from <= createdAt && createdAt <= to),
    lastWroteAt: (contact) => latestOf.get(contact)?.createdAt,
  };
}

function idsOf({ id, correlationId, messageId }: SimulatedMessage): string[] {
  return [id, correlationId, messageId].filter((id) => typeof id === 'string');
}

function isFromContact({ direction, destination }: SimulatedMessage): boolean {
  return direction === 'INBOUND' && destination.destinationNumber !== undefined;
}

/** A new id as WhatsApp gives them. */
export function whatsappId(newId: () => string): string {
  return `wamid.${Buffer.from(newId()).toString('base64url')}`;
}

/** A time as the vendor writes it. @param time epoch ms */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

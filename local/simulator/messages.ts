/** What is in a message, by the names of the contract where it has one. */
export interface Content {
  text?: string;
  media?: { link: string; type: string; caption?: string; filename?: string };
  /** In a message to a contact. Which fields a button has is not documented. */
  buttons?: unknown[];
  header?: string;
  footer?: string;
  template?: { id: string; variables?: Readonly<Record<string, unknown>> };
  /** The id of the record of the message that is quoted. */
  quotes?: string;
}

/** A message that the vendor knows of, in either direction. */
export interface Message {
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
  /** What is written in it; a template and a file without a caption have none. */
  text?: string;
  content: Content;
  errorMessage?: string;
  /** When it was accepted or received, epoch ms. */
  createdAt: number;
}

/** All messages, in the order in which they came. */
export interface Messages {
  add(message: Message): void;
  /** @param id the id of the record, the `correlationId`, or WhatsApp's id */
  find(id: string): Message | undefined;
  /** What came from one time to another, both included, epoch ms. */
  between(from: number, to: number): Message[];
}

export function messageStore(): Messages {
  const all: Message[] = [];
  return {
    add: (message) => void all.push(message),
    find: (id) => all.find((message) => [message.id, message.correlationId, message.messageId].includes(id)),
    between: (from, to) => all.filter(({ createdAt }) => from <= createdAt && createdAt <= to),
  };
}

/** A new id as WhatsApp gives them. */
export function whatsappId(newId: () => string): string {
  return `wamid.${Buffer.from(newId()).toString('base64url')}`;
}

/** A time as the vendor writes it. @param time epoch ms */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

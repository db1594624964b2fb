import type { ConversationHashes } from '../pilot-status/identity.ts';
import {
  type ConversationAccess,
  ConversationMoved,
  conversationKey,
  type LedgerConversation,
  OPT_OUT_MS,
  type Remembered,
  type RuleState,
} from './conversation.ts';
import { expiry, FORMAT, type LedgerSettings, unchanged } from './lease.ts';
import type { Item, Table } from './table.ts';

/**
 * One contact has one conversation, however many addresses they have. It is kept under the most lasting of these; the
 * record under any other leads there:
 *
 *     conversation#<hash of 1349…@lid>   #conversation   home: <hash of the phone number>
 *
 * Two addresses are linked when one payload names both. What was known under the other address by then is taken along:
 * first it is written where it belongs, then the record it came from is made to lead there, on condition that nobody
 * has changed it. A worker that stops in between leaves both as they were, and the next event does it again; one that
 * has read the other record before cannot write it any more, and comes again.
 */

/** A contact, as an event names them. */
export interface KnownAs extends ConversationHashes {
  /**
   * Whether the conversation is that of a phone number, which nothing is more lasting than; or of a room, or of nobody.
   */
  isLasting: boolean;
}

/**
 * Gives the hash under which the conversation of a contact is kept. @throws ConversationMoved when it is being moved
 */
export type HomeOf = (contact: KnownAs) => Promise<string>;

/**
 * A link need not be looked up again for so long, in ms, by a function that has seen it: until it may have been erased.
 */
const KNOWN_MS = 10 * 60 * 1000;
const MOST_KNOWN = 10_000;

/** More addresses than a contact can have. */
const MOST_STEPS = 5;

/** A contact with one phone number that is written as ever costs no request. */
export function contactHomes(table: Table, settings: LedgerSettings, records: ConversationAccess): HomeOf {
  const known = new Map<string, number>();

  const note = (hash: string, home: Home): void => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(`${hash} ${home.hash}`, settings.now() + KNOWN_MS);
  };

  /** @param isAddress whether events will come under this hash again */
  const join = async (hash: string, home: Home, isAddress: boolean): Promise<void> => {
    if (hash === home.hash || (known.get(`${hash} ${home.hash}`) ?? 0) > settings.now()) return;
    const item = await table.get(conversationKey(hash));
    const other = homeIn(item);
    if (other?.hash !== home.hash) {
      // What leads to a phone number of old is led to the one of now; but two phone numbers stay two contacts.
      if (other !== undefined && !other.isLasting) await join(other.hash, home, true);
      const version = item === undefined ? 0 : Number(item.version);
      if (item !== undefined && other === undefined) await takeAlong(hash, version, home.hash, records);
      if (item !== undefined || isAddress) await lead(hash, version, home);
    }
    note(hash, home);
  };

  /** Makes a record lead to another, unless it was changed since it had that version. */
  const lead = async (hash: string, version: number, { hash: home, isLasting }: Home): Promise<void> => {
    const writer = settings.newOwner();
    const item = {
      ...conversationKey(hash),
      conversation: home,
      home,
      isLasting,
      format: FORMAT,
      version: version + 1,
      writer,
      // As long as an opt-out, for it may lead to one.
      expiresAt: expiry({ ...settings, retentionMs: OPT_OUT_MS }),
    };
    const written = await table.put(item, unchanged(version));
    if (!written.ok && written.item?.writer !== writer) throw new ConversationMoved();
  };

  return async ({ conversation, isLasting, links, former }) => {
    const hash = isLasting ? conversation : (await follow(table, conversation)).hash;
    const home = { hash, isLasting };
    for (const link of links) await join(link, home, true);
    if (former !== undefined) await join(former, home, false);
    return home.hash;
  };
}

/** What the ledger knows of a contact. */
export interface KnownContact {
  /** Where the conversation is kept. */
  conversation: string;
  rules: RuleState;
  /** All addresses of a contact who was seen under several. */
  addresses: readonly string[];
}

/** Reads what is known of a contact, given by the hash of any of their addresses. */
export type ContactOf = (conversation: string) => Promise<KnownContact>;

export function knownContacts(table: Table): ContactOf {
  return async (conversation) => {
    const { hash, item } = await follow(table, conversation);
    const addresses = (item?.addresses ?? []) as string[];
    return { conversation: hash, rules: (item?.rules ?? { said: [] }) as RuleState, addresses };
  };
}

/** Follows where a record leads, to the one that leads no further. */
async function follow(table: Table, hash: string, steps = 0): Promise<{ hash: string; item: Item | undefined }> {
  const item = await table.get(conversationKey(hash));
  const home = homeIn(item);
  return home === undefined || steps === MOST_STEPS ? { hash, item } : follow(table, home.hash, steps + 1);
}

interface Home {
  hash: string;
  isLasting: boolean;
}

function homeIn(item: Item | undefined): Home | undefined {
  return typeof item?.home === 'string' ? { hash: item.home, isLasting: item.isLasting === true } : undefined;
}

/** Writes what is known of a contact under another address to where it belongs. May be repeated. */
async function takeAlong(from: string, version: number, to: string, records: ConversationAccess): Promise<void> {
  const [other, own] = [await records.read(from), await records.read(to)];
  if (other.version !== version) throw new ConversationMoved();
  const answered = [...new Set([...other.answered, ...own.answered])];
  const both = { ...own, answered, ...outboxOf(own, other) };
  if (!(await records.saveDecisions(both, other.decisions, merged(own, other)))) throw new ConversationMoved();
}

/** By what the outbox knows the conversation that two have become. */
function outboxOf(
  own: LedgerConversation,
  other: LedgerConversation,
): Pick<LedgerConversation, 'revision' | 'formerly'> {
  const revision = Math.max(own.revision ?? 0, other.revision ?? 0);
  if (revision === 0) return {};
  return { revision, formerly: [...new Set([...(own.formerly ?? []), ...(other.formerly ?? []), other.hash])] };
}

/**
 * Who has opted out under one address has, and who was handed over is; of two memories the one of the later talk
 * counts.
 */
function merged(one: LedgerConversation, other: LedgerConversation): Remembered {
  const [older, newer] = (one.rules.heardAt ?? 0) < (other.rules.heardAt ?? 0) ? [one, other] : [other, one];
  const said = [...one.rules.said, ...other.rules.said];
  const distinct = new Map(said.map((reply) => [`${reply.at} ${reply.content}`, reply]));
  const latest = (field: 'pausedUntil' | 'takenOverAt' | 'heardAt') => {
    const times = [one, other].flatMap(({ rules }) => rules[field] ?? []);
    return times.length === 0 ? {} : { [field]: Math.max(...times) };
  };
  const rules: RuleState = {
    ...older.rules,
    ...newer.rules,
    ...latest('pausedUntil'),
    ...latest('takenOverAt'),
    ...latest('heardAt'),
    said: [...distinct.values()].sort((a, b) => a.at - b.at),
  };
  return { memory: newer.memory ?? older.memory, rules };
}

import { NUMBERS_LIST } from '../../lambdas/ledger/lists.ts';
import { WHATSAPP_LINK } from '../../lambdas/ledger/messages.ts';
import { REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../lambdas/ledger/table.ts';
import { keyPart } from '../../lambdas/pilot-status/identity.ts';
import { causeOf, isSame, repliesTo, unique } from './load.ts';
import type { LedgerReader } from './reader.ts';
import { type EventStory, isEvent, storiesOf } from './story.ts';

/**
 * Reads the stories that an id belongs to: an event's own, that of a send (the `id` of the vendor's 202), WhatsApp's, the
 * key of an answer, or of a message that nobody asked for. Only the replies to an event that an older version answered
 * are found by a Scan.
 *
 * @returns nothing when the ledger does not know the id
 */
export async function readById(id: string, reader: LedgerReader): Promise<EventStory[]> {
  const own = await reader.query(/^(reply|send)#/.test(id) ? id : keyPart(id));
  const byOtherName = own.length > 0 ? own : await byWhatsappId(keyPart(id), reader);
  const causes = (await Promise.all(byOtherName.map((record) => causeOf(record, reader)))).filter(isKey);
  const partitions = [...new Set(causes.map((cause) => cause.id))];
  const others = await Promise.all(partitions.filter((partition) => partition !== own[0]?.id).map(reader.query));
  const records = unique([...byOtherName, ...others.flat()]);
  return storiesOf(unique([...records, ...(await repliesTo(records, reader)), ...(await oldReplies(records, reader))]));
}

/** The message of ours that WhatsApp gave this id, else the answer to the contact's message that it gave it. */
async function byWhatsappId(part: string, { query, list }: LedgerReader): Promise<Item[]> {
  const [link] = await query(`whatsapp#${part}`);
  if (link?.event === WHATSAPP_LINK) return query(String(link.sentId));
  const numbers = await numberIds({ list });
  return (await Promise.all(['', ...numbers].map((number) => query(`reply#${number}#${part}`)))).flat();
}

/** Our numbers, as they are in keys. */
export async function numberIds({ list }: Pick<LedgerReader, 'list'>): Promise<string[]> {
  return (await list(NUMBERS_LIST)).map(({ id }) => id.replace('number#', ''));
}

/** The replies to what an older version answered, whose records do not say by which key. */
async function oldReplies(records: Item[], { scan }: LedgerReader): Promise<Item[]> {
  const old = records.filter((record) => isEvent(record) && record.outcome === 'answered' && !('answer' in record));
  const found: Item[] = [];
  for (const conversation of new Set(old.map((event) => event.conversation).filter(Boolean))) {
    const filter = {
      expression: '#conversation = :conversation AND begins_with(#event, :reply)',
      names: { '#conversation': 'conversation', '#event': 'event' },
      values: { ':conversation': conversation, ':reply': REPLY_RECORD },
    };
    for await (const { items } of scan(filter)) found.push(...items);
  }
  return found.filter(({ cause }) => old.some((event) => isSame(cause as Key, event)));
}

function isKey(key: Key | undefined): key is Key {
  return key !== undefined;
}

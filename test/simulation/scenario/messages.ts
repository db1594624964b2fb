import type { Random } from '../engine/random.ts';
import { START } from '../engine/world.ts';
import type { VendorNumber } from '../vendor/plan.ts';
import type { InboundPlan, PlannedDelivery } from './scenario.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Chooses what contacts write, and how it is delivered. */
export function chooseMessages(random: Random, numbers: VendorNumber[], contacts: string[]): InboundPlan[] {
  const isBusy = random.chance(0.2);
  const isLong = random.chance(0.02);
  // All at the same moment, so that workers get several conversations in one batch.
  const isRush = random.chance(0.25);
  return contacts.flatMap((from, contact) => {
    const number = random.pick(numbers);
    let at = random.between(0, isRush ? 20 : 20_000);
    if (isLong && contact === 0) return longConversation(random, number, from, at);
    return Array.from({ length: random.between(1, isBusy ? 6 : 3) }, () => {
      at += random.pick([0, random.between(0, 1_000), random.between(0, 20_000), random.between(0, 8 * MINUTE_MS)]);
      return inbound(random, number, from, at, isRush ? 20 : USUAL_MS);
    });
  });
}

/** More messages than there are answers that a conversation remembers. */
const MANY = 26;

/** How long after it was written a message is delivered first, at most, in ms. */
const USUAL_MS = 500;

/** In a long conversation a message is told of a second time when its answer is long forgotten. */
function longConversation(random: Random, number: VendorNumber, from: string, begin: number): InboundPlan[] {
  const messages = Array.from({ length: MANY }, (_, i) => inbound(random, number, from, begin + i * 20_000, USUAL_MS));
  const [first] = messages as [InboundPlan];
  const [{ body }] = first.deliveries as [PlannedDelivery];
  const { event, data } = JSON.parse(body);
  const other = event === 'message.reply' ? 'message.received' : 'message.reply';
  const again = JSON.stringify({ event: other, data: { ...data, id: `late.${first.marker}` } });
  first.deliveries.push({ at: begin + MANY * 20_000 + 5 * MINUTE_MS, body: again });
  return messages;
}

/** @param withinMs how long after it was written it is delivered first, at most */
function inbound(random: Random, number: VendorNumber, from: string, at: number, withinMs: number): InboundPlan {
  const marker = `q${random.between(0, 2 ** 31)}`;
  const words = random.chance(0.1) ? `${marker} olá, você está aí? \uFFFE` : `${marker} hi`;
  const messageId = random.chance(0.05) ? `mensagem nº ${marker}` : `wamid.in.${marker}`;
  const wish = random.chance(0.06) ? random.pick(['out', 'out', 'in'] as const) : undefined;
  const text = wish === undefined ? words : random.pick(WISHES[wish]);
  const writtenAt = random.chance(0.03) ? at - random.between(2, 40) * DAY_MS : at;
  const told = { marker, at, writtenAt, from, numberId: number.id, messageId, text, ...(wish && { wish }) };
  const bot = { answer: 'own words', parts: 1, thinkMs: 0 } as const;
  return { ...told, deliveries: deliveries(random, told, number, withinMs), bot };
}

const WISHES = { out: ['STOP', 'Parar!'], in: ['START', 'voltar'] };

type Written = Omit<InboundPlan, 'deliveries' | 'bot'>;

/** One message reaches us as `message.received`, as `message.reply`, or as both; each of them once or more often. */
function deliveries(random: Random, message: Written, number: VendorNumber, withinMs: number): PlannedDelivery[] {
  const names = random.pick([
    ['message.received'],
    ['message.received'],
    ['message.received'],
    ['message.reply'],
    ['message.received', 'message.reply'],
    ['message.reply', 'message.received'],
  ]);
  const hasOneId = random.chance(0.5);
  return names.flatMap((event, i) => {
    const id = hasOneId ? `id.${message.marker}` : `id.${message.marker}.${event}`;
    const body = JSON.stringify(bodyOf(random, message, number, event, id));
    const first = message.at + random.between(0, withinMs) + (i === 0 ? 0 : repeatMs(random));
    const repeats = random.pick([0, 0, 0, 1, 1, 2, 3]);
    return [first, ...Array.from({ length: repeats }, () => first + repeatMs(random))].map((at) => ({ at, body }));
  });
}

/** How much later something comes once more: at once, past the deduplication of SQS, or after days. */
function repeatMs(random: Random): number {
  return random.pick([
    random.between(0, 3_000),
    random.between(0, MINUTE_MS),
    random.between(0, 20 * MINUTE_MS),
    random.between(0, 6 * DAY_MS),
  ]);
}

function bodyOf(random: Random, message: Written, number: VendorNumber, event: string, id: string): object {
  const { from, numberId, messageId, text, marker, at, writtenAt } = message;
  const ids = random.pick([{ id, messageId }, { id, messageId }, { id, messageId }, { messageId }]);
  const quote =
    event === 'message.reply'
      ? random.pick([{}, { quotedMessageId: 'wamid.msg_1' }, { messageRepliedId: 'msg_1' }])
      : {};
  return {
    event,
    data: {
      ...ids,
      ...quote,
      // Digits without the plus are the same contact.
      from: random.chance(0.1) ? from.replace(/^\+/, '') : from,
      to: number.phone,
      numberId,
      type: 'text',
      fromMe: false,
      content: text,
      participantName: marker,
      // Where it does not say when it was written, it may as well have been written when it came.
      ...(writtenAt === at && random.chance(0.2) ? {} : createdAt(writtenAt)),
    },
  };
}

/** When something was written, as the vendor tells it. @param at ms from the start */
export function createdAt(at: number): { createdAt: string } {
  return { createdAt: new Date(START + at).toISOString() };
}

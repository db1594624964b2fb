import type { Rules } from '../../../lambdas/processor/rules.ts';
import type { Window } from '../../../lambdas/reply/window.ts';
import { RULES } from '../../support/rules.ts';
import { NO_FAULTS } from '../engine/faults.ts';
import type { Random } from '../engine/random.ts';
import { SEND_INTERVAL_MS, WINDOW_MS } from '../settings.ts';
import { KIND_VENDOR, type VendorNumber, type VendorPlan } from '../vendor/plan.ts';
import { chooseFaults, chooseVendor } from './chosen-faults.ts';
import { chooseMessages } from './messages.ts';
import { chooseNoise } from './noise.ts';
import { chooseLater, chooseOutbox } from './outbox.ts';
import { chooseEchoes, choosePeople } from './people.ts';
import type { BotPlan, BusPlan, InboundPlan, Operator, Scenario } from './scenario.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const CONTACTS = ['+5511999990001', '+5521988880002', 'BR.1349000000003', '+5531977770004'];

/** Chooses the scenario of a seed. */
export function chooseScenario(random: Random): Scenario {
  const numbers = chooseNumbers(random);
  const contacts = CONTACTS.slice(0, random.pick([1, 2, 2, 3, 4]));
  const messages = chooseMessages(random.stream('messages'), numbers, contacts);
  const faults = chooseFaults(random.stream('faults'));
  chooseBot(random.stream('bot'), messages, faults.skewMs <= USUAL_SKEW_MS);
  chooseLater(random.stream('later'), messages);
  const operator = random.chance(0.7) ? { operator: chooseOperator(random.stream('operator'), messages) } : {};
  const echoes = chooseEchoes(random.stream('echoes'));
  const bus = chooseBus(random.stream('bus'));
  const forget = random.stream('forget');
  return {
    messages,
    people: choosePeople(random.stream('people'), messages, numbers),
    outbox: chooseOutbox(random.stream('outbox'), messages),
    ...(bus && { bus }),
    ...(echoes && { echoes }),
    rules: chooseRules(random.stream('rules')),
    ...(forget.chance(0.08) && { forget: { at: forget.between(0, 5 * MINUTE_MS), contact: forget.pick(contacts) } }),
    heldBy: random.stream('groups').pick(['any', 'any', 'earlier']),
    noise: chooseNoise(random.stream('noise'), contacts),
    unknownContacts: new Set(contacts.filter(() => random.chance(0.05))),
    numbers,
    faults,
    vendor: tellable(chooseVendor(random.stream('vendor')), messages),
    secrets: chooseSecrets(random.stream('secrets'), numbers),
    onUnknownSend: random.pick(['park', 'park', 'resend']),
    sendIntervalMs: random.stream('pace').pick([SEND_INTERVAL_MS, SEND_INTERVAL_MS, 3_000]),
    debounceMs: random.stream('debounce').pick([0, 0, 0, 3_000]),
    contactGapMs: random.stream('contact gap').pick([0, 0, 0, CONTACT_GAP_MS]),
    window: chooseWindow(random.stream('window')),
    ...operator,
  };
}

/** As they come, or so that each of them has something to say. */
function chooseRules(random: Random): Rules {
  return {
    ...RULES,
    ...random.pick<Partial<Rules>>([{}, {}, {}, { maxRepliesPerHour: 2 }, { cooldownSeconds: 600 }]),
    ...random.pick<Partial<Rules>>([{}, {}, { humanTakeoverMinutes: 0 }]),
  };
}

/** In few runs, because whoever listens must not change the others. */
function chooseBus(random: Random): BusPlan | undefined {
  if (!random.chance(0.12)) return undefined;
  const from = random.pick([0, random.between(0, 5 * MINUTE_MS)]);
  const lastsMs = random.pick([0, random.between(1, 30) * MINUTE_MS, 5 * 60 * MINUTE_MS]);
  return { refused: random.pick([0, 0, 0.3]), down: { from, to: from + lastsMs } };
}

/** What the README says of WhatsApp: about one message in six seconds. */
const CONTACT_GAP_MS = 6_000;

/** As deployed, or one so short that replies which wait for a while miss it. */
function chooseWindow(random: Random): Window {
  const template = random.pick([undefined, 'tpl_reopen']);
  return { lengthMs: random.chance(0.25) ? random.between(2, 10) * MINUTE_MS : WINDOW_MS, template };
}

/**
 * Two sends in the same words, to one contact, can only be told apart by their ids and their times. So a bot that
 * always says the same gets clocks that are about right, and a 202 that has the id, as documented.
 */
function tellable(vendor: VendorPlan, messages: InboundPlan[]): VendorPlan {
  return messages.some(({ bot }) => bot.answer === 'same words') ? { ...vendor, idLeftOut: 0 } : vendor;
}

const USUAL_SKEW_MS = 2_000;

/** The same, without anything going wrong. */
export function chooseCalmScenario(random: Random): Scenario {
  const { operator: _, ...scenario } = chooseScenario(random);
  return { ...scenario, faults: NO_FAULTS, vendor: KIND_VENDOR };
}

function chooseNumbers(random: Random): VendorNumber[] {
  return Array.from({ length: random.pick([1, 1, 2]) }, (_, i) => ({
    id: `number-${i}`,
    apiKey: `ps_${i}`,
    phone: `+551188888000${i}`,
    relayOnly: random.chance(0.3),
  }));
}

function chooseBot(random: Random, messages: InboundPlan[], mayRepeatItself: boolean): void {
  const sameWords = mayRepeatItself && random.chance(0.4);
  for (const message of messages) {
    const ownWords = random.chance(0.1) ? 'odd words' : 'own words';
    const answer = random.chance(0.12) ? 'silence' : sameWords ? 'same words' : ownWords;
    const thinkMs = random.pick([0, 0, 0, random.between(1, 3_000), random.between(1, 9_000)]);
    message.bot = { answer, parts: random.pick([1, 1, 1, 1, 2, 3]), thinkMs };
  }
  if (!random.chance(0.3)) return;
  for (let troubles = random.between(1, 2); troubles > 0; troubles--) {
    const { bot } = random.pick(messages);
    bot.trouble = chooseTrouble(random);
  }
}

function chooseTrouble(random: Random): NonNullable<BotPlan['trouble']> {
  return {
    kind: random.pick(['throws', 'crashes', 'hangs', 'answers what no store holds']),
    times: random.chance(0.5) ? Number.POSITIVE_INFINITY : random.between(1, 3),
  };
}

/** One key, or one for each number; it may be missing at first. A number without a key has its replies parked. */
function chooseSecrets(random: Random, numbers: VendorNumber[]): Scenario['secrets'] {
  const keys = Object.fromEntries(numbers.map(({ id, apiKey }) => [id, apiKey]));
  const isPlain = numbers.length === 1 && random.chance(0.6);
  const value = isPlain ? (numbers[0]?.apiKey ?? '') : JSON.stringify(keys);
  if (random.chance(0.06)) {
    const { 'number-0': _, ...others } = keys;
    const first = { from: 0, value: JSON.stringify(others) };
    return random.chance(0.5) ? [first, { from: DAY_MS, value }] : [first];
  }
  if (random.chance(0.06)) {
    const nothing = random.pick([undefined, '{"number-0":']);
    return [
      { from: 0, value: nothing },
      { from: random.between(1, 30) * MINUTE_MS, value },
    ];
  }
  return random.chance(0.1) ? chooseRotation(random, keys, value) : [{ from: 0, value }];
}

/** The vendor takes no new key yet: beside the old one it does no harm, alone it keeps the replies waiting. */
function chooseRotation(random: Random, keys: Record<string, string>, value: string): Scenario['secrets'] {
  const newKey = 'ps_new';
  const both = Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, [newKey, key]]));
  const rotating = random.pick([newKey, JSON.stringify(both)]);
  return [
    { from: 0, value: rotating },
    { from: random.between(1, 30) * MINUTE_MS, value },
  ];
}

function chooseOperator(random: Random, messages: InboundPlan[]): Operator {
  const once = messages.flatMap(({ deliveries }) => deliveries).filter(() => random.chance(0.1));
  return {
    afterDays: random.between(1, 12),
    mendsBot: random.chance(0.6),
    way: random.pick(['redrive', 'move task']),
    lateDeliveries: once.map(({ body }) => ({ at: random.between(0, 10 * MINUTE_MS), body })),
  };
}

import { createHmac } from 'node:crypto';
import { findConversations } from '../../../cli/forget/find.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import type { Ledger } from '../../../operations/ledger.ts';

const HASH_KEY = 'k';
const ANA = '+5511999999999';

/** The hash that versions before the one with keys gave to a number without its ninth digit. */
const ANA_OF_OLD = createHmac('sha256', HASH_KEY).update('["contact","n1","551199999999"]').digest('hex').slice(0, 32);

const event = (id: string, numberId: string | undefined, contact = ANA): Item => ({
  id,
  event: 'message.received',
  conversation: contactHash(numberId, contact, HASH_KEY),
  ...(numberId !== undefined && { numberId }),
});

/** A scan that gives one record a page, and counts what is asked for. */
function scanOf(items: Item[]): { scan: Ledger['scan']; asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    async *scan({ values }) {
      const wanted = Object.values(values ?? {});
      asked.push(wanted.length);
      const fits = ({ id, conversation, numberId }: Item) =>
        values ? wanted.includes(conversation) || wanted.includes(id) : numberId !== undefined;
      for (const item of items) yield { items: [item].filter(fits), looked: 1 };
    },
  };
}

const find = (items: Item[], address = ANA) => {
  const { scan, asked } = scanOf(items);
  const progress: number[] = [];
  const found = findConversations({ address, hashKey: HASH_KEY }, scan, (looked) => progress.push(looked));
  return found.then(({ conversations }) => ({ conversations, asked, progress }));
};

test('a contact is found under every number, and under none, each conversation by itself', async () => {
  const [first, second, third, fourth] = [event('1', 'n1'), event('2', 'n2'), event('3', undefined), event('4', 'n1')];
  const { conversations, progress } = await find([first, second, third, event('5', 'n1', '5511777777777'), fourth]);
  expect(conversations).toEqual([[first, fourth], [second], [third]]);
  expect(progress.at(-1)).toBe(10);
});

test('every spelling of a contact is looked for', async () => {
  const old = { ...event('1', 'n1'), conversation: ANA_OF_OLD };
  const conversation = { id: `conversation#${ANA_OF_OLD}`, event: '#conversation', conversation: ANA_OF_OLD };
  expect((await find([old, conversation], '+551199999999')).conversations).toEqual([[old, conversation]]);
  expect((await find([old, conversation], '+5511999999999')).conversations).toEqual([[old, conversation]]);
});

test('what is under other addresses of a contact is found from any of them', async () => {
  const [lid, bsuid] = ['1349@lid', 'BR.1349abc'];
  const home = contactHash('n1', ANA, HASH_KEY);
  const linkFrom = (address: string) => ({
    id: `conversation#${contactHash('n1', address, HASH_KEY)}`,
    event: '#conversation',
    conversation: home,
    home,
  });
  const items = [linkFrom(lid), event('1', 'n1', lid), event('2', 'n1'), linkFrom(bsuid), event('3', 'n1', bsuid)];
  for (const address of [ANA, lid, bsuid]) {
    expect((await find(items, address)).conversations.flat()).toHaveLength(5);
  }
});

test('no scan asks for more than DynamoDB takes in one IN', async () => {
  const items = Array.from({ length: 150 }, (_, i) => event(`${i}`, `n${i}`));
  const { conversations, asked } = await find(items);
  expect(conversations).toHaveLength(150);
  expect(asked).toEqual([0, 200, 200, 200, 4]);
});

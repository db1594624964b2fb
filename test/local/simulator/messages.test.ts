import { messageStore, type SimulatedMessage } from '../../../local/simulator/messages.ts';

const message = (id: string, fields: Partial<SimulatedMessage> = {}): SimulatedMessage => ({
  id,
  messageId: null,
  direction: 'OUTBOUND',
  status: 'QUEUED',
  destination: { destinationNumber: '+5511999999999' },
  content: { text: id },
  createdAt: 1_000,
  ...fields,
});

test('a message is found by each of its ids, by that of WhatsApp as soon as it has one', () => {
  const messages = messageStore();
  const sent = message('msg_1', { correlationId: 'corr_1' });
  messages.add(sent);
  expect(messages.find('wamid.1')).toBeUndefined();
  messages.update(sent, { status: 'SENT', messageId: 'wamid.1' });
  expect(['msg_1', 'corr_1', 'wamid.1'].map(messages.find)).toEqual([sent, sent, sent]);
  expect(sent.status).toBe('SENT');
});

test('the oldest messages make room for new ones, and are found by none of their ids', () => {
  const messages = messageStore(2);
  const oldest = message('msg_1', { correlationId: 'corr_1' });
  for (const each of [oldest, message('msg_2'), message('msg_3')]) messages.add(each);
  messages.update(oldest, { messageId: 'wamid.1' });
  expect(['msg_1', 'corr_1', 'wamid.1'].map(messages.find)).toEqual([undefined, undefined, undefined]);
  expect(messages.between(0, 2_000).map(({ id }) => id)).toEqual(['msg_2', 'msg_3']);
});

test('when a contact last wrote is known, as long as the message is; groups and our own messages do not count', () => {
  const messages = messageStore(4);
  const contact = '+5511999999999';
  messages.add(message('cmm_1', { direction: 'INBOUND', createdAt: 1_000 }));
  messages.add(message('cmm_2', { direction: 'INBOUND', createdAt: 2_000 }));
  messages.add(message('cmm_3', { direction: 'INBOUND', destination: { groupId: '1@g.us' }, createdAt: 3_000 }));
  messages.add(message('msg_1', { createdAt: 4_000 }));
  expect(messages.lastWroteAt(contact)).toBe(2_000);
  expect(messages.lastWroteAt('+5511777777777')).toBeUndefined();
  expect(messages.lastWroteAt(undefined)).toBeUndefined();
  messages.add(message('msg_2'));
  expect(messages.lastWroteAt(contact)).toBe(2_000);
  messages.add(message('msg_3'));
  expect(messages.lastWroteAt(contact)).toBeUndefined();
});

test('a message among thousands is found by looking at as few of them as among ten', () => {
  /** How often a message is looked at for each that is kept and found. */
  const looksEach = (count: number): number => {
    let looks = 0;
    const counted = (id: string) =>
      new Proxy(message(id, { correlationId: `corr_${id}` }), {
        get: (target, field) => {
          looks++;
          return Reflect.get(target, field);
        },
      });
    const messages = messageStore(count / 2);
    const all = Array.from({ length: count }, (_, i) => counted(`msg_${i}`));
    for (const each of all) messages.add(each);
    for (const [i, each] of all.entries()) messages.update(each, { messageId: `wamid.${i}` });
    const found = all.filter((each, i) => messages.find(`wamid.${i}`) === each);
    expect(found).toHaveLength(count / 2);
    return looks / count;
  };
  expect(looksEach(4_000)).toBeCloseTo(looksEach(10), 5);
});

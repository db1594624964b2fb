import { readDelivery } from '../../../lambdas/pilot-status/events.ts';
import { partiesOf } from '../../../lambdas/pilot-status/parties.ts';
import type { JsonObject } from '../../../lambdas/runtime/json.ts';
import { received } from '../../support/samples.ts';

const PHONE = '+5531999998888';
const GROUP = '120363041234567890@g.us';

/** Where a message was written, and who is on the other side, as they are written to. */
function sidesOf(data: Record<string, unknown>, event = 'message.received') {
  const { place, isOurs, addresses, writer } = partiesOf(readDelivery({ event, data: received(data).data }));
  return { place, isOurs, addresses: addresses.map(({ to }) => to), writer: writer?.to };
}

describe('the place of a message is what its addresses say, whatever its event is called:', () => {
  const writer = PHONE;
  test.each<[string, Record<string, unknown>, object]>([
    ['a private chat', { from: PHONE }, { place: 'private', addresses: [PHONE] }],
    ['a group that writes', { from: GROUP, participant: PHONE }, { place: 'group', addresses: [GROUP], writer }],
    ['a group that is named', { from: PHONE, groupId: GROUP }, { place: 'group', addresses: [GROUP], writer }],
    [
      'a group by the digits of its id',
      { from: PHONE, groupId: '120363041234567890' },
      { place: 'group', addresses: [GROUP], writer },
    ],
    [
      "a group by an id of the vendor's",
      { from: PHONE, groupId: 'grp_1' },
      { place: 'group', addresses: ['grp_1'], writer },
    ],
    ['a group by a flag alone', { from: PHONE, isGroup: true }, { place: 'group', addresses: [], writer }],
    ['a flag that says no', { from: PHONE, isGroup: 'false', groupId: '' }, { place: 'private', addresses: [PHONE] }],
    [
      "a group in WhatsApp's own key",
      { from: null, key: { remoteJid: GROUP, participant: '553199998888:3@s.whatsapp.net' } },
      { place: 'group', addresses: [GROUP], writer: '+553199998888' },
    ],
    ['a channel', { from: '9@newsletter' }, { place: 'channel', addresses: ['9@newsletter'] }],
    ['a story', { from: 'status@broadcast', participant: PHONE }, { place: 'broadcast' }],
    ['a story that names its writer first', { from: PHONE, to: 'status@broadcast' }, { place: 'broadcast' }],
    ['a story by a flag', { from: PHONE, isStatusV3: true }, { place: 'broadcast' }],
    ['our own number', { from: '5511888888888@c.us', to: '+5511888888888' }, { place: 'self' }],
  ])('%s', (_what, data, sides) => {
    expect(sidesOf(data)).toMatchObject(sides);
  });

  test('what is called a group is never a private chat', () => {
    expect(sidesOf({ from: PHONE }, 'message.group')).toMatchObject({ place: 'group', addresses: [] });
    expect(sidesOf({ from: PHONE }, 'message.newsletter')).toMatchObject({ place: 'channel', addresses: [] });
  });
});

describe('the addresses of a contact', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['phone and BSUID', { from: PHONE, from_user_id: 'BR.1349abc' }, [PHONE, 'BR.1349abc']],
    ['BSUID and its parent', { from: 'BR.1349abc', parentUserId: 'BR.ENT.77a1' }, ['BR.1349abc', 'BR.ENT.77a1']],
    ['LID and phone', { from: '77@lid', senderPn: '553199998888@s.whatsapp.net' }, ['77@lid', '+553199998888']],
    ['LID as digits', { from: PHONE, fromLid: '77' }, [PHONE, '77@lid']],
    ["WhatsApp's own key", { from: null, key: { remoteJid: '77@lid', remoteJidAlt: PHONE } }, ['77@lid', PHONE]],
    ['a phone number twice', { from: PHONE, participantPhone: '+5531977776666' }, [PHONE]],
    ['numbers that somebody counts by', { from: PHONE, chatId: 12345678, userId: '87654321' }, [PHONE]],
    ['only one without a phone number', { from: null, fromUserId: 'BR.1349abc' }, ['BR.1349abc']],
    ['a number as a number', { from: 5531999998888 }, [PHONE]],
  ])('are read: %s', (_what, data, addresses) => {
    expect(sidesOf(data).addresses).toEqual(addresses);
  });

  test.each<Record<string, unknown>>([
    { participantName: 'MC.Pedrinho1' },
    { content: 'BR.55119999' },
    { mediaCaption: 'BR.55119999', mediaFilename: 'BR.55119999' },
    { pushName: '+5531977776666', verifiedName: '77@lid' },
    { numberId: 'BR.55119999', messageId: 'BR.55119999', id: '77@lid' },
    { quotedParticipant: '+5531977776666', mentions: ['77@lid'] },
    { contacts: [{ name: 'Ana', phone: '+5531977776666' }], contact: '+5531977776666' },
  ])('are never read out of anything else: %j', (data) => {
    expect(sidesOf({ ...data, from: null }).addresses).toEqual([]);
    expect(sidesOf({ ...data, from: PHONE }).addresses).toEqual([PHONE]);
  });

  test.each<[string, JsonObject]>([
    ['fromMe', { fromMe: true, from: '+5511888888888', to: PHONE }],
    ["WhatsApp's own key", { from: null, to: null, fromMe: undefined, key: { fromMe: true, remoteJid: PHONE } }],
    ['a direction', { fromMe: undefined, direction: 'OUTBOUND', from: '+5511888888888', to: PHONE }],
  ])('of a message of ours are those it went to: %s', (_what, data) => {
    expect(sidesOf(data)).toMatchObject({ place: 'private', isOurs: true, addresses: [PHONE] });
  });
});

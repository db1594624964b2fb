import { writerOf, writersIn } from '../../../../local/inspector/page/writer.ts';

const ANA = { address: '+5511999999999', name: 'Ana' };
const BIA = { address: '+5511988888888' };
const GROUP = { address: '1203630@g.us', name: 'Family' };

test('a contact writes under its own name, and the team to the contact', () => {
  expect(writerOf(ANA, ANA)).toEqual({ from: ANA.address, name: 'Ana' });
  expect(writerOf(ANA, 'team')).toEqual({ from: ANA.address, fromMe: true });
});

test('in a group anybody can write whose number is known, and the team', () => {
  const zeca = { address: '+5511977777777', name: 'Zeca' };
  expect(writersIn(GROUP, [zeca, GROUP, ANA])).toEqual([ANA, zeca]);
  expect(writersIn(ANA, [GROUP, ANA, BIA])).toEqual([ANA]);
  const group = { id: GROUP.address, name: 'Family' };
  expect(writerOf(GROUP, BIA)).toEqual({ from: BIA.address, group });
  expect(writerOf(GROUP, 'team')).toMatchObject({ group, fromMe: true });
});

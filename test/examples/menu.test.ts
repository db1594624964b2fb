import bot from '../../examples/menu.ts';
import { conversation } from '../../testing/index.ts';

const MENU = expect.stringContaining('1. Pedir uma pizza');
const SIZES = expect.stringContaining('Qual o tamanho?');

test('a first message is greeted with the menu', async () => {
  expect(await conversation(bot).says('boa noite', { name: 'Ana' })).toEqual(['Olá, Ana!', MENU]);
});

test('a pizza is ordered in four answers, and then the menu comes again', async () => {
  const contact = conversation(bot);
  await contact.says('oi');
  expect(await contact.says('1')).toEqual([SIZES]);
  expect(await contact.says('2')).toEqual(['Qual o endereço de entrega?']);
  expect(await contact.says('Rua das Flores, 10')).toEqual([
    'Pizza média, R$ 45, para Rua das Flores, 10. Confirma? (sim ou não)',
  ]);
  expect(await contact.says('Sim!')).toEqual(['Pedido anotado! Chega em uns 40 minutos.']);
  expect(contact.memory).toBeUndefined();
  expect(await contact.says('oi')).toEqual(['Olá!', MENU]);
});

test.each(['2', '2.', '2️⃣', 'média', 'MEDIA', 'me\u0301dia', 'quero uma média, por favor'])(
  '%j is understood as the second size',
  async (said) => {
    const contact = conversation(bot, { memory: { asked: 'size' } });
    await contact.says(said);
    expect(contact.memory).toEqual({ asked: 'address', size: 'média' });
  },
);

test.each(['', '0', '4', 'gigante'])('%j is no size: it says so and asks again', async (said) => {
  const contact = conversation(bot, { memory: { asked: 'size' } });
  expect(await contact.says(said)).toEqual(['Desculpe, não entendi.', SIZES]);
  expect(contact.memory).toEqual({ asked: 'size' });
});

test('a no among other words cancels the order', async () => {
  const contact = conversation(bot, { memory: { asked: 'confirm', size: 'grande', address: 'Rua das Flores, 10' } });
  expect(await contact.says('Não, assim não')).toEqual(['Tudo bem, pedido cancelado.', MENU]);
});

test('the opening hours come with the menu', async () => {
  expect(await conversation(bot, { memory: { asked: 'menu' } }).says('horario')).toEqual([
    expect.stringContaining('18h às 23h'),
    MENU,
  ]);
});

test('"menu" starts over from anywhere', async () => {
  const contact = conversation(bot, { memory: { asked: 'address', size: 'grande' } });
  expect(await contact.says('Menu')).toEqual([MENU]);
  expect(contact.memory).toEqual({ asked: 'menu' });
});

test.each([
  ['3', { asked: 'menu' }],
  ['quero um ATENDENTE', { asked: 'size' }],
])('%j gets a person, and the order is forgotten', async (said, memory) => {
  const contact = conversation(bot, { memory });
  expect(await contact.says(said)).toEqual([expect.stringContaining('chamar uma pessoa')]);
  expect(contact.handedOver).toBe(true);
  expect(contact.memory).toBeUndefined();
});

test('an order that an older version of the bot began starts over', async () => {
  const contact = conversation(bot, { memory: { asked: 'address', size: 'gigante' } });
  expect(await contact.says('Rua das Flores, 10')).toEqual([expect.stringContaining('mudou'), MENU]);
});

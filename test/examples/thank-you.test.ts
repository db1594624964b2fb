import bot from '../../examples/thank-you.ts';
import { conversation } from '../../testing/index.ts';

test('it thanks a contact by name, when WhatsApp tells one', async () => {
  const contact = conversation(bot);
  expect(await contact.says('Hi')).toEqual(['Thanks, we got your message!']);
  expect(await contact.says('Hi', { name: 'Ana' })).toEqual(['Thanks, Ana, we got your message!']);
});

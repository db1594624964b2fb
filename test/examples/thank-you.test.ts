import bot from '../../examples/thank-you.ts';
import { contactOf } from '../support/conversation.ts';

test('it thanks a contact by name, when WhatsApp tells one', async () => {
  const contact = contactOf(bot);
  expect(await contact.says('Hi')).toEqual(['Thanks, we got your message!']);
  expect(await contact.says('Hi', { name: 'Ana' })).toEqual(['Thanks, Ana, we got your message!']);
});

import type { FastifyInstance } from 'fastify';
import type { ContactState } from '../protocol.ts';

/** What is known of the contacts of the page, and can be done about them. */
export interface ChatContacts {
  stateOf(chat: string): Promise<ContactState>;
  release(chat: string): Promise<void>;
  reset(chat: string): Promise<void>;
}

type OfChat = { Params: { chat: string } };

/** `/inspector/contacts/{chat}`, `…/release` and `…/reset`. */
export function addContacts(app: FastifyInstance, { stateOf, release, reset }: ChatContacts): void {
  app.get<OfChat>('/inspector/contacts/:chat', async ({ params: { chat } }) => stateOf(chat));
  for (const [name, act] of Object.entries({ release, reset })) {
    app.post<OfChat>(`/inspector/contacts/:chat/${name}`, async ({ params: { chat } }) => {
      await act(chat);
      return stateOf(chat);
    });
  }
}

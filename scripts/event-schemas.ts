import { z } from 'zod';
import { OWN_EVENTS, type OwnEvent } from '../lambdas/queue/published-event.ts';

/** What every event on the bus has in its `detail`. */
const COMMON = {
  id: z.string().describe('The same each time that the event is put: deduplicate by it.'),
  stage: z.string().describe('The stage of the stack that it comes from.'),
  time: z.iso.datetime().describe('When it happened.'),
  conversation: z
    .string()
    .describe('A hash that is the same for all that concerns one contact and one number of yours.'),
  numberId: z.string().optional().describe('The number of yours, by the id of the vendor.'),
};

const contact = z.string().describe('The address of the contact, such as +5511999999999.');

/** Which reply it is, or which message of the outbox. */
const reply = z.object({
  reply: z.string().optional().describe('The key of the answer.'),
  index: z.number().optional().describe('Its place in the answer, from 0.'),
  cause: z.string().optional().describe('The id of the event that is answered.'),
  send: z.string().optional().describe('The id of a message of the outbox, instead of the three above.'),
  reference: z.string().optional().describe("The bot's or your own name for the message; a key of the outbox."),
  sentId: z.string().optional().describe("The vendor's id of the send."),
  code: z.string().optional().describe('Why it did not arrive.'),
});

const change = z.object({
  cause: z.string().optional().describe('The id of the event that it came from.'),
  by: z.enum(['bot', 'person']).optional().describe('Who did it: the bot, or a person.'),
});

const message = z.looseObject({}).describe('What was said: `text`, `templateId` or `media`, as it is sent.');
const withReply = { about: reply, content: z.object({ contact, message }).optional() };
const withChange = { about: change, content: z.object({ contact }).optional() };

function ownSchema(type: OwnEvent): z.ZodType {
  return z.object({ ...COMMON, ...(type.startsWith('reply.') ? withReply : withChange) });
}

/** The `detail` of each event on the bus: our own by their names, and `inbound` for those of the vendor. */
export const EVENT_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  inbound: z.object({
    ...COMMON,
    about: z.object({ id: z.string().describe('The id of the event: its `data.id`, or a hash.') }),
    content: z.object({ data: z.looseObject({}).describe('The `data` of the vendor.') }).optional(),
  }),
  ...Object.fromEntries(OWN_EVENTS.map((type) => [type, ownSchema(type)])),
};

/** The schema of an event as JSON Schema. Fields may be added to events; consumers leave what they do not know. */
export function describeEvent(name: string): object {
  const schema = EVENT_SCHEMAS[name];
  if (schema === undefined) throw new Error(`There is no event ${name}`);
  return { title: name, ...z.toJSONSchema(schema, { io: 'input' }) };
}

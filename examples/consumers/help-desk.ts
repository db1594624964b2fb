import { createHash, timingSafeEqual } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/**
 * Two functions that tie a help desk to the bot. `handler` hears from the event bus that the bot has handed a
 * conversation over, and opens a ticket; `closed` is the webhook of the help desk, and gives the conversation back to
 * the bot. What goes wrong is thrown, so that EventBridge and the help desk try again.
 */

/** As much of the event as is needed; docs/events/conversation.handed-over.json has all of it. */
interface HandedOver {
  detail: { id: string; conversation: string; stage: string; about: { by?: string } };
}

/** What the help desk posts when a ticket is closed. */
interface TicketClosed {
  body?: string;
  headers: Readonly<Record<string, string | undefined>>;
}

const lambda = new LambdaClient();

/** Opens a ticket. The id of the event keeps it one ticket, however often the event comes. */
export async function handler({ detail: { id, conversation, stage, about } }: HandedOver): Promise<void> {
  // A person who wrote from the phone needs no ticket.
  if (about.by !== 'bot') return;
  const response = await fetch(`${process.env.HELP_DESK_URL}/tickets`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${process.env.HELP_DESK_TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': id,
    },
    body: JSON.stringify({ subject: `A contact wants to speak with a person (${stage})`, externalId: conversation }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`The help desk answered ${response.status}`);
}

/** Gives the conversation of a closed ticket back to the bot. */
export async function closed({ body = '', headers }: TicketClosed): Promise<{ statusCode: number }> {
  if (!isHelpDesk(headers.authorization)) return { statusCode: 401 };
  const { externalId, status } = JSON.parse(body);
  if (status !== 'closed') return { statusCode: 204 };
  const resume = { resume: { conversation: externalId } };
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: process.env.OUTBOX_ARN, Payload: JSON.stringify(resume) }),
  );
  const answer = JSON.parse(Payload?.transformToString() ?? '{}');
  if (FunctionError !== undefined || answer.refused?.code === 'TRY_AGAIN') throw new Error('The outbox failed');
  return { statusCode: answer.refused === undefined ? 200 : 400 };
}

/** Whether a request has the secret of the webhook; nobody has one that is not set. */
function isHelpDesk(authorization = ''): boolean {
  const { HELP_DESK_WEBHOOK_SECRET: secret } = process.env;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return secret !== undefined && secret !== '' && timingSafeEqual(hash(authorization), hash(`Bearer ${secret}`));
}

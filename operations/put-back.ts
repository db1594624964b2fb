import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { messageEntry, type Outgoing } from '../lambdas/queue/sqs.ts';

/** A message that can be put on a queue again. */
export type PutBack = Pick<Required<Outgoing>, 'body' | 'group' | 'attributes'>;

/**
 * The attribute that tells by which run of a command a message was put back. Whoever parks it again keeps it, and the
 * reply function knows by it that a person wants the reply tried again.
 */
export const PUT_BACK_BY = 'redriven';

/**
 * Puts a message on its queue, as it was, but for the reason why it was parked. Its deduplication id is its own: under
 * that of the event SQS would take it, say so, and drop it, for five minutes after it had the event before.
 *
 * @param newId gives a new id each time
 * @param run what the run of the command is known by
 */
export async function putBack(
  client: SQSClient,
  queueUrl: string,
  { body, group, attributes: { reason, ...kept } }: PutBack,
  { newId, run }: { newId(): string; run: string },
): Promise<void> {
  const entry = messageEntry({ body, group, deduplicateBy: newId(), attributes: { ...kept, [PUT_BACK_BY]: run } });
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...entry }));
}

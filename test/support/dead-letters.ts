import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readDelivery } from '../../lambdas/pilot-status/events.ts';
import { conversationHashes, eventKey } from '../../lambdas/pilot-status/identity.ts';
import type { ReplyJob } from '../../lambdas/queue/reply-job.ts';
import { messageEntry, type Outgoing } from '../../lambdas/queue/sqs.ts';
import { listDeadLetters, type ParkedMessage } from '../../operations/dead-letters.ts';
import type { LocalApp } from './local-app.ts';

/** The dead-letter queues of an app that runs. */
export interface DeadLetters {
  /** Parks an event, as the processor does. */
  park(body: { event: string; data: object }, reason: string): Promise<void>;
  /** Parks a reply, as the reply function does. */
  parkReply(job: ReplyJob, reason: string): Promise<void>;
  list(queueOutput: string): Promise<ParkedMessage[]>;
  close(): void;
}

export function deadLettersOf({ ready }: LocalApp): DeadLetters {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs, stackId } = ready;
  const client = new SQSClient({ endpoint, region, credentials });
  const send = async (queueOutput: string, message: Omit<Outgoing, 'deduplicateBy'>) => {
    const entry = messageEntry({ ...message, deduplicateBy: randomUUID() });
    await client.send(new SendMessageCommand({ QueueUrl: outputs[queueOutput], ...entry }));
  };
  return {
    async park(body, reason) {
      const raw = JSON.stringify(body);
      const delivery = readDelivery(JSON.parse(raw));
      const key = eventKey(delivery, Buffer.from(raw));
      const { conversation: group } = conversationHashes(delivery, key, stackId.split('/')[2] ?? '');
      const attributes = { ...key, receivedAt: String(Date.now()), reason };
      await send('EventsDeadLettersUrl', { body: raw, group, attributes });
    },
    parkReply: (job, reason) =>
      send('RepliesDeadLettersUrl', { body: JSON.stringify(job), group: 'a', attributes: { ...job.cause, reason } }),
    list: async (queueOutput) => (await listDeadLetters(client, outputs[queueOutput] ?? '')).messages,
    close: () => client.destroy(),
  };
}

import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventBridgeClient, secretsManagerClient, sqsClient } from '../aws/clients.ts';
import { cached, readSecret } from '../aws/secrets.ts';
import { queueHandler } from '../queue/composition.ts';
import type { QueueMessage } from '../queue/message.ts';
import { conversationsOf, workTogether } from '../queue/worker.ts';
import { optionalVariable, variable } from '../runtime/environment.ts';
import { request } from '../runtime/http.ts';
import { createLog } from '../telemetry/log.ts';
import { type Publishing, publishEvent } from './publish.ts';
import { teamWebhook } from './team.ts';

/** Three tries of a call, and one of the team's webhook. */
const RESERVE_MS = 15_000;

const log = createLog();
const client = eventBridgeClient();
const queueUrl = variable('PUBLISHED_QUEUE_URL');
const webhookArn = optionalVariable('TEAM_WEBHOOK_SECRET_ARN');

const publishing: Publishing = {
  bus: variable('EVENT_BUS'),
  stage: variable('STAGE'),
  async put(entry) {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    return Entries[0]?.ErrorCode;
  },
  notifyTeam:
    webhookArn === undefined
      ? undefined
      : teamWebhook(
          cached(readSecret(secretsManagerClient(), webhookArn), Date.now, log),
          variable('TEAM_LINK'),
          request,
        ),
  log,
};

/** Reads the queue of events: puts each on the bus. */
export const handler = queueHandler({
  sqs: sqsClient(queueUrl),
  queueUrl,
  log,
  reserveMs: RESERVE_MS,
  handle: ([message]) => publishEvent(message as QueueMessage, publishing),
  work: (messages, worker) => workTogether(conversationsOf(messages), worker),
});

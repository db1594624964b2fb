// The processor as the documentation of Powertools shows it: `makeIdempotent` with its DynamoDB layer around our own
// decision, one record at a time of a batch, all side by side. It remembers nothing of a conversation.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import bot from '../../lambdas/bot.ts';
import { decide, replyJobs } from '../../lambdas/processor/decide.ts';
import { answerKey, readEvent } from '../../lambdas/processor/event.ts';
import { readRecord } from '../../lambdas/queue/message.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const { LEDGER_TABLE, REPLIES_QUEUE_URL, RULES } = process.env;
const sqs = new SQSClient();
const decider = { bot, rules: JSON.parse(RULES), botTimeoutMs: 10_000, now: Date.now };
const config = new IdempotencyConfig({ eventKeyJmesPath: 'key', throwOnNoIdempotencyKey: true });
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: LEDGER_TABLE });
const processor = new BatchProcessor(EventType.SQS);

const answer = makeIdempotent(
  async ({ event, group }) => {
    const { happening, key, receivedAt } = event;
    const conversation = {
      hash: group,
      version: 0,
      decisions: {},
      answered: [],
      memory: undefined,
      rules: { said: [] },
    };
    const { decision } = await decide({ occasion: happening, cause: key, conversation, heardAt: receivedAt }, decider);
    const times = { writtenAt: receivedAt, expiresAt: receivedAt + DAY_MS };
    const jobs = replyJobs(decision, { reply: answerKey(event), occasion: happening, ...times });
    for (const job of jobs) await enqueue(job, group);
    return { replies: jobs.length };
  },
  { persistenceStore, config },
);

function enqueue(job, group) {
  return sqs.send(
    new SendMessageCommand({
      QueueUrl: REPLIES_QUEUE_URL,
      MessageBody: JSON.stringify(job),
      MessageGroupId: group,
      MessageDeduplicationId: `${job.reply}.${job.index}`.slice(0, 128),
    }),
  );
}

export async function handler(event, context) {
  config.registerLambdaContext(context);
  return processPartialResponse(event, handleRecord, processor, { context });
}

async function handleRecord(record) {
  const message = readRecord(record);
  const event = readEvent(message);
  return answer({ key: `${event.key.id} ${event.key.event}`, event, group: message.group });
}

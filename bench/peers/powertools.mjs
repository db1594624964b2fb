// The processor as the documentation of Powertools shows it: `makeIdempotent` with its DynamoDB layer around our own
// decision, one record at a time of a batch, all side by side. It remembers nothing of a conversation.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { askBot } from '../../lambdas/processor/ask-bot.ts';
import { answerKey, readEvent } from '../../lambdas/processor/received-event.ts';
import { replyMessages } from '../../lambdas/processor/reply-messages.ts';
import { applyRules } from '../../lambdas/processor/rules.ts';
import { readRecord } from '../../lambdas/queue/message.ts';
import bot from '../../test/support/bots/thanks.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const { LEDGER_TABLE, REPLIES_QUEUE_URL, RULES } = process.env;
const sqs = new SQSClient();
const decider = { bot, rules: JSON.parse(RULES), botTimeoutMs: 10_000 };
const config = new IdempotencyConfig({ eventKeyJmesPath: 'key', throwOnNoIdempotencyKey: true });
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: LEDGER_TABLE });
const processor = new BatchProcessor(EventType.SQS);

const answer = makeIdempotent(
  async ({ event, group }) => {
    const { inbound, key, receivedAt } = event;
    const [at, reply] = [Date.now(), answerKey(event)];
    const before = { reply, memory: undefined, state: { said: [] } };
    const ruling = applyRules(inbound, before, decider.rules, at);
    const { replies } = ruling ?? (await askBot(inbound, { hash: group }, before, decider, at));
    const times = { writtenAt: receivedAt, expiresAt: receivedAt + DAY_MS };
    const messages = replyMessages({ replies, cause: key }, { reply, event: inbound, ...times }, group);
    for (const message of messages) await enqueue(message);
    return { replies: messages.length };
  },
  { persistenceStore, config },
);

function enqueue({ body, group, deduplicateBy }) {
  return sqs.send(
    new SendMessageCommand({
      QueueUrl: REPLIES_QUEUE_URL,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicateBy.replace(/[^\w#.-]/g, '.').slice(0, 128),
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

import { randomUUID } from 'node:crypto';
import { md5, md5OfAttributes, type TextAttribute } from './md5.ts';

/** The secrets that handlers find: the token of the webhook, the key of the vendor's API. */
export const TOKEN = 'token-of-the-benchmark';
const API_KEY = 'ps_benchmark';

export interface SimulatedAnswer {
  status: number;
  body: object;
}

/**
 * What the ledger knows: nothing; conversations, each with one decision about an event that is done; or all events, so
 * that each is a duplicate, whose record is there and done.
 */
export type SimulatorSettings = { ledger: 'empty' | 'conversations' | 'events' };

/** Input of an operation, in AWS's JSON protocol. */
// biome-ignore lint/suspicious/noExplicitAny: requests come from our own functions, and what they lack shows at once.
type Input = any;

type Operation = (input: Input, settings: SimulatorSettings) => SimulatedAnswer | object;

/** What AWS answers, as `x-amz-target` names the operations. Queues take everything. */
const OPERATIONS: Record<string, Operation> = {
  'AmazonSQS.SendMessage': (input) => accepted(input),
  'AmazonSQS.SendMessageBatch': ({ Entries }) =>
    Entries.length === 0
      ? refused('com.amazonaws.sqs#EmptyBatchRequest')
      : { Successful: Entries.map((entry: Input) => ({ Id: entry.Id, ...accepted(entry) })), Failed: [] },
  'AmazonSQS.ChangeMessageVisibility': () => ({}),
  'secretsmanager.GetSecretValue': ({ SecretId }) => ({
    ARN: SecretId,
    Name: SecretId,
    VersionId: randomUUID(),
    VersionStages: ['AWSCURRENT'],
    SecretString: SecretId.includes('Webhook') ? JSON.stringify({ token: TOKEN }) : API_KEY,
  }),
  'DynamoDB_20120810.GetItem': ({ Key }, { ledger }) =>
    ledger === 'conversations' || isNumber(Key) ? { Item: known(Key) } : {},
  'DynamoDB_20120810.Query': () => ({ Items: [], Count: 0 }),
  'DynamoDB_20120810.UpdateItem': () => ({}),
  'DynamoDB_20120810.PutItem': ({ Item, ConditionExpression }, { ledger }) =>
    ledger === 'events' && ConditionExpression !== undefined ? taken(Item) : {},
};

/** @param target `x-amz-target` */
export function answerAws(target: string, input: Input, settings: SimulatorSettings): SimulatedAnswer {
  const operation = OPERATIONS[target];
  if (operation === undefined) return refused('UnknownOperationException');
  const answer = operation(input, settings);
  return 'status' in answer ? (answer as SimulatedAnswer) : { status: 200, body: answer };
}

/** What the vendor answers to a send: it is queued. */
export function answerVendor(): SimulatedAnswer {
  const ids = { id: `msg_${randomUUID()}`, correlationId: `corr_${randomUUID()}` };
  return { status: 202, body: { ...ids, status: 'QUEUED', sourceNumber: '+5511888888888' } };
}

function refused(type: string, more: object = {}): SimulatedAnswer {
  return { status: 400, body: { __type: type, ...more } };
}

interface SentMessage {
  MessageBody: string;
  MessageAttributes?: Record<string, TextAttribute>;
}

function accepted({ MessageBody, MessageAttributes = {} }: SentMessage): object {
  const hasAttributes = Object.keys(MessageAttributes).length > 0;
  return {
    MessageId: randomUUID(),
    MD5OfMessageBody: md5(MessageBody),
    ...(hasAttributes && { MD5OfMessageAttributes: md5OfAttributes(MessageAttributes) }),
    SequenceNumber: '18870000000000000000',
  };
}

/** Our number is known: the stack has sent before. */
function isNumber(key: Record<string, { S: string }>): boolean {
  return key.id?.S.startsWith('number#') ?? false;
}

/**
 * A conversation in which one message was answered, or our number; any other record is that of an event that is done.
 */
function known(key: Record<string, { S: string }>): object {
  if (isNumber(key)) return { ...key, contact: { S: '+5511888888888' } };
  if (!key.id?.S.startsWith('conversation#')) return { ...key, state: { S: 'done' } };
  const cause = { M: { id: { S: 'received-before' }, event: { S: 'message.received' } } };
  const decision = { M: { replies: { L: [] }, cause } };
  return { ...key, version: { N: '1' }, decisions: { M: { 'reply#before': decision } } };
}

/** A record of the same key that is done, in the words of our ledger and in those of Powertools. */
function taken(item: Record<string, object>): SimulatedAnswer {
  const { id, event } = item;
  const inAnHour = { N: String(Math.floor(Date.now() / 1000) + 3600) };
  const done = { id, ...(event && { event }), state: { S: 'done' }, status: { S: 'COMPLETED' }, expiration: inAnHour };
  return refused('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', {
    message: 'The conditional request failed',
    Item: done,
  });
}

import { createHash } from 'node:crypto';
import type { AwsBackend, AwsReply, Json } from '../aws/replies.ts';
import type { KeptFile } from '../kept/kept.ts';
import type { Queues } from './attributes.ts';
import { attributesOf, inOrderOfCreation, type QueueResource, queueArn, queueName } from './attributes.ts';
import { type FauxqsQueue, loadFauxqs } from './fauxqs.ts';
import { restoreQueues } from './kept-queues.ts';
import { groupScoped, patchQueue } from './patched-queue.ts';

/** What SQS allows; fauxqs refuses more. */
const LONGEST_WAIT_SECONDS = 20;

/** Operations that change no queue. */
const READS = ['GetQueueAttributes', 'GetQueueUrl', 'ListQueues'];

/**
 * Makes the queues of the stack in fauxqs, inside this process.
 *
 * @param kept where their messages are kept for the next start
 */
export async function startEmbeddedQueues(
  resources: QueueResource[],
  now: () => number,
  kept?: KeptFile,
): Promise<Queues> {
  const { store, router } = await loadFauxqs();
  const queues = inOrderOfCreation(resources).map((resource) => {
    const queue = store.createQueue(queueName(resource), resource.ref, queueArn(resource), attributesOf(resource));
    patchQueue(queue, now);
    return queue;
  });
  const saver = kept && restoreQueues(queues, kept);

  async function handle(operation: string, input: Json): Promise<AwsReply> {
    const reply: AwsReply = { status: 200, body: {}, headers: {} };
    const headers = { 'x-amz-target': `AmazonSQS.${operation}` };
    const body = await router.handle(
      { headers, body: input },
      {
        status: (code) => Object.assign(reply, { status: code }),
        header: (name, value) => Object.assign(reply.headers ?? {}, { [name]: value }),
      },
    );
    if (!READS.includes(operation)) saver?.changed();
    return { ...reply, body: { ...(body as Json) } };
  }

  return {
    call(operation, rawInput, signal) {
      const queue = store.getQueueByName(nameIn(rawInput));
      if (queue === undefined) return handle(operation, rawInput);
      if (operation === 'GetQueueUrl') return Promise.resolve({ status: 200, body: { QueueUrl: queue.url } });
      queue.processTimers();
      const input = { ...rawInput, QueueUrl: queue.url };
      if (operation === 'ReceiveMessage') return receive(queue, input, handle, signal);
      return handle(operation, withScopedDeduplication(queue, input));
    },
    stop() {
      saver?.stop();
      store.purgeAll();
    },
  };
}

/**
 * Receives messages, waiting for them as long as the call or the queue says.
 *
 * The waiting is done here rather than by fauxqs, which would take a message for a caller that has hung up.
 */
async function receive(
  queue: FauxqsQueue,
  input: Json,
  handle: AwsBackend,
  signal: AbortSignal | undefined,
): Promise<AwsReply> {
  const waitSeconds = Number(input.WaitTimeSeconds ?? queue.attributes.ReceiveMessageWaitTimeSeconds);
  const isAllowed = waitSeconds >= 0 && waitSeconds <= LONGEST_WAIT_SECONDS;
  if (!isAllowed) return handle('ReceiveMessage', input);
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const reply = await handle('ReceiveMessage', { ...input, WaitTimeSeconds: 0 });
    const remaining = deadline - Date.now();
    const isAnswer = reply.status !== 200 || reply.body.Messages !== undefined;
    if (isAnswer || remaining <= 0) return withAskedAttributes(reply, input);
    await messagesOrAbort(queue, remaining / 1000, signal);
    if (signal?.aborted === true) return { status: 200, body: {} };
  }
}

function messagesOrAbort(queue: FauxqsQueue, seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal?.removeEventListener('abort', done);
      resolve();
    };
    signal?.addEventListener('abort', done);
    queue.waitForMessages(seconds).then(done);
  });
}

/** SQS gives message attributes only to those who ask for them; fauxqs gives them all. */
function withAskedAttributes(reply: AwsReply, { MessageAttributeNames: asked }: Json): AwsReply {
  if (!Array.isArray(reply.body.Messages) || (Array.isArray(asked) && asked.length > 0)) return reply;
  const messages = reply.body.Messages.map(({ MessageAttributes, MD5OfMessageAttributes, ...rest }: Json) => rest);
  return { ...reply, body: { Messages: messages } };
}

function withScopedDeduplication(queue: FauxqsQueue, input: Json): Json {
  if (queue.attributes.DeduplicationScope !== 'messageGroup') return input;
  if (Array.isArray(input.Entries)) return { ...input, Entries: input.Entries.map((entry) => scoped(queue, entry)) };
  return scoped(queue, input);
}

function scoped(queue: FauxqsQueue, message: Json): Json {
  if (message.MessageBody === undefined) return message;
  const fromContent =
    queue.attributes.ContentBasedDeduplication === 'true' ? sha256(String(message.MessageBody)) : undefined;
  const id = message.MessageDeduplicationId ?? fromContent;
  if (id === undefined) return message;
  return { ...message, MessageDeduplicationId: groupScoped(message.MessageGroupId, String(id)) };
}

/** A queue is known by the last part of its URL, whatever host the caller reached it by. */
function nameIn(input: Json): string {
  const name = String(input.QueueName ?? input.QueueUrl ?? '');
  return name.slice(name.lastIndexOf('/') + 1);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

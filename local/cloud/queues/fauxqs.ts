import type { BuildAppOptions } from 'fauxqs';

/** The queues of fauxqs, and what this project uses of each. */
export type FauxqsStore = NonNullable<BuildAppOptions['stores']>['sqsStore'];
export type FauxqsQueue = ReturnType<FauxqsStore['createQueue']>;

interface Request {
  headers: Record<string, string>;
  body: unknown;
}
interface Reply {
  status(code: number): void;
  header(name: string, value: string): void;
}
export interface Router {
  register(operation: string, handler: unknown): void;
  handle(request: Request, reply: Reply): Promise<unknown>;
}

const OPERATIONS = [
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'DeleteMessage',
  'DeleteMessageBatch',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
  'SendMessageBatch',
];

/** What SQS takes in no message (API reference, SendMessage). The expression of fauxqs forbids every emoji as well. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * Loads only the SQS part of fauxqs, by the paths of its files: its entry point would load S3, SNS and a web server as
 * well, which costs four times the start-up time, and does not export the store, whose queues have to be patched
 * (`patched-queue.ts`). The version of fauxqs is pinned for this reason.
 */
export async function loadFauxqs(): Promise<{ store: FauxqsStore; router: Router }> {
  const [{ INVALID_MESSAGE_BODY_CHAR }, { SqsStore }, { SqsRouter }, ...actions] = await Promise.all([
    load<{ INVALID_MESSAGE_BODY_CHAR: RegExp }>('sqs/sqsTypes.js'),
    load<{ SqsStore: new () => FauxqsStore }>('sqs/sqsStore.js'),
    load<{ SqsRouter: new (store: FauxqsStore) => Router }>('sqs/sqsRouter.js'),
    ...OPERATIONS.map((operation) => load<Record<string, unknown>>(`sqs/actions/${lowerFirst(operation)}.js`)),
  ]);
  INVALID_MESSAGE_BODY_CHAR.test = (body) => FORBIDDEN.test(body);
  const store = new SqsStore();
  const router = new SqsRouter(store);
  for (const [index, operation] of OPERATIONS.entries()) {
    router.register(operation, actions[index]?.[lowerFirst(operation)]);
  }
  return { store, router };
}

async function load<Module>(file: string): Promise<Module> {
  return import(new URL(file, import.meta.resolve('fauxqs')).href);
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

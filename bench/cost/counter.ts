import type { Json } from '../../local/cloud/aws/replies.ts';
import type { CloudEvent } from '../../local/cloud/cloud.ts';
import { sumOf, type Usage } from './bill.ts';
import { itemBytes } from './item-size.ts';
import { itemAfter, type LedgerCall, ledgerUsage } from './ledger-calls.ts';
import { CHUNK_BYTES, sqsRequests } from './sqs-calls.ts';

export const FUNCTIONS = ['ingest', 'processor', 'reply', 'outbox', 'publisher'] as const;
export type MeasuredFunction = (typeof FUNCTIONS)[number];

/** Something of each function. */
export type OfFunctions<T> = Record<MeasuredFunction, T>;

/** Makes something of each function. */
export function ofFunctions<T>(make: (name: MeasuredFunction) => T): OfFunctions<T> {
  return Object.fromEntries(FUNCTIONS.map((name) => [name, make(name)])) as OfFunctions<T>;
}

/** What one function did. */
export interface FunctionWork {
  invocations: number;
  /** How long it kept a processor of this machine busy, in ms. */
  cpuMs: number;
  /** Calls to AWS that it made itself; Lambda's polling is not among them. */
  calls: number;
  /**
   * How long an environment took to start, init included, in ms: the quickest since the start of the run, because the
   * others waited for each other; 0 when there was none.
   */
  initMs: number;
}

/** What was seen to happen. */
export interface Counted {
  /** All that is billed by the request or the byte; time is not, because this machine's is not Lambda's. */
  usage: Usage;
  work: OfFunctions<FunctionWork>;
  /** Operation → how often; one whose condition failed is counted once more, with `(condition failed)`. */
  operations: Record<string, number>;
}

/** Counts what happens in the local cloud. */
export interface Counter {
  observe(event: CloudEvent): void;
  /** What was counted since the last time. */
  take(): Counted;
}

/** What CloudWatch adds to each line for the bill, in bytes. */
const LOG_LINE_OVERHEAD = 26;

/** What DynamoDB adds to each item for the bill of its storage, in bytes. */
const ITEM_OVERHEAD = 100;

const GB = 1e9;

/** What Lambda calls while it polls, in the name of the function. */
const POLLING = ['ReceiveMessage', 'DeleteMessageBatch'];

/**
 * Counts by what AWS bills: requests, DynamoDB's units, bytes of the log and of the ledger.
 *
 * @param isWanted which of all that happens is counted
 */
export function createCounter(isWanted: (event: CloudEvent) => boolean = () => true): Counter {
  const itemSizes = new Map<string, number>();
  const inits = ofFunctions((): number[] => []);
  /** The names of the schedules, in which Scheduler calls what is due. */
  const schedules = new Set<string>();
  let counted = nothing();

  const add = (usage: Usage): void => {
    counted.usage = sumOf([counted.usage, usage]);
  };

  function countOperation(name: string): void {
    counted.operations[name] = (counted.operations[name] ?? 0) + 1;
  }

  function countLedgerCall(call: LedgerCall): void {
    add(ledgerUsage(call));
    if (call.output.__type !== undefined) countOperation(`${call.operation} (condition failed)`);
    const item = itemAfter(call);
    if (item === undefined) return;
    const key = `${item.id?.S} ${item.event?.S}`;
    const bytes = itemBytes(item) + ITEM_OVERHEAD;
    add({ tableGbMonths: (bytes - (itemSizes.get(key) ?? 0)) / GB });
    itemSizes.set(key, bytes);
  }

  function countCall(event: Extract<CloudEvent, { kind: 'call' }>): void {
    const { caller, service, operation, output } = event;
    // Neither is caused by a message: a poll that found nothing, and a secret that is read every five minutes.
    if (caller === 'admin' || (operation === 'ReceiveMessage' && !output.Messages) || service === 'secretsmanager')
      return;
    countOperation(operation);
    if (service === 'dynamodb') countLedgerCall(event);
    if (service === 'sqs') add({ sqsRequests: sqsRequests(event) });
    if (service === 'events') add({ busEvents: busEvents(event.input) });
    if (operation === 'CreateSchedule') schedules.add(String(event.input.Name));
    if (POLLING.includes(operation)) return;
    if (schedules.has(caller)) add({ scheduledCalls: 1 });
    else counted.work[functionOf(caller)].calls += 1;
  }

  return {
    observe(event) {
      if (!isWanted(event)) return;
      if (event.kind === 'call') countCall(event);
      if (event.kind === 'request') add({ httpRequests: 1 });
      if (event.kind === 'log') add({ logGb: (Buffer.byteLength(event.line) + LOG_LINE_OVERHEAD) / GB });
      if (event.kind === 'init' && event.outcome === 'ok') inits[functionOf(event.function)].push(event.ms);
      if (event.kind === 'invocation') {
        const work = counted.work[functionOf(event.function)];
        work.invocations += 1;
        work.cpuMs += event.cpuMs ?? 0;
        add({ invocations: 1 });
      }
    },
    take() {
      const taken = counted;
      for (const name of FUNCTIONS) {
        if (inits[name].length > 0) taken.work[name].initMs = Math.min(...inits[name]);
      }
      counted = nothing();
      return taken;
    },
  };
}

/** EventBridge bills each event by 64 KB that were begun. */
function busEvents({ Entries = [] }: Json): number {
  const bytes = (entry: unknown) => Buffer.byteLength(JSON.stringify(entry));
  return (Entries as unknown[]).reduce<number>((sum, entry) => sum + Math.ceil(bytes(entry) / CHUNK_BYTES), 0);
}

/** The function that a name in the template means, logical or physical. */
function functionOf(name: string): MeasuredFunction {
  const found = FUNCTIONS.find((candidate) => name.toLowerCase().includes(candidate));
  if (found === undefined) throw new Error(`${name} is not one of ${FUNCTIONS.join(', ')}`);
  return found;
}

function nothing(): Counted {
  const work = ofFunctions((): FunctionWork => ({ invocations: 0, cpuMs: 0, calls: 0, initMs: 0 }));
  return { usage: {}, work, operations: {} };
}

import { randomUUID } from 'node:crypto';
import { type AwsBackend, awsError, type Json } from '../aws/replies.ts';
import type { EmitActivity } from '../events.ts';
import type { FunctionPool } from '../functions/function-pool.ts';
import { arn, type StackPlace } from '../place.ts';
import { eventBus, type RuleTarget, rule } from '../resources/events.ts';
import type { Stack } from '../template.ts';
import { compilePattern, type Matches } from './pattern.ts';

interface BusOptions {
  place: StackPlace;
  /** Whether the policy of a target lets EventBridge reach it, in the name of a rule. */
  allows(action: string, resource: string, rule: string): boolean;
  sqs: AwsBackend;
  /** By every ARN that a function can be invoked by. */
  functions: ReadonlyMap<string, FunctionPool>;
  emit: EmitActivity;
  now(): number;
}

interface BusRule {
  arn: string;
  bus: string;
  matches: Matches;
  targets: RuleTarget[];
}

/** PutEvents takes so many entries, and so many bytes of them together. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;

/** How often a target is tried. */
const TRIES = 3;

/**
 * Plays the event buses of the stack, and the default one: what is put there goes to the targets of the rules that it
 * fits, later, whether or not they take it.
 *
 * @throws CloudError for a pattern that is not understood
 */
export function createEventBus(stack: Stack, options: BusOptions): AwsBackend {
  const { place, now } = options;
  const buses = new Set(['default', ...stack.all(eventBus).map(({ ref }) => ref)]);
  const rules = readRules(stack);

  return async (operation, input) => {
    if (operation !== 'PutEvents') return awsError('events', 'UnknownOperationException', operation);
    const entries = Array.isArray(input.Entries) ? (input.Entries as Json[]) : [];
    const bytes = Buffer.byteLength(JSON.stringify(entries));
    if (entries.length === 0 || entries.length > MAX_ENTRIES || bytes >= MAX_BYTES) {
      return awsError('events', 'ValidationException', `PutEvents takes 1 to ${MAX_ENTRIES} entries of 1 MB together.`);
    }
    const Entries = entries.map((entry) => {
      const mistake = mistakeIn(entry, buses);
      if (mistake !== undefined) return { ErrorCode: mistake, ErrorMessage: mistake };
      const event = eventOf(entry, place, now());
      void handOn(event, busOf(entry), rules, options);
      return { EventId: event.id };
    });
    const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
    return { status: 200, body: { FailedEntryCount, Entries } };
  };
}

function readRules(stack: Stack): BusRule[] {
  return stack.all(rule).flatMap(({ logicalId, attributes, properties }) => {
    const { EventPattern, EventBusName, State, Targets } = properties;
    if (EventPattern === undefined || State === 'DISABLED') return [];
    const matches = compilePattern(EventPattern, `${logicalId}: EventPattern`);
    return [{ arn: attributes.Arn ?? '', bus: nameOf(EventBusName), matches, targets: Targets }];
  });
}

const nameOf = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? '';
const busOf = ({ EventBusName = 'default' }: Json): string => nameOf(String(EventBusName));

function mistakeIn(entry: Json, buses: ReadonlySet<string>): string | undefined {
  if (!entry.Source || !entry.DetailType || typeof entry.Detail !== 'string') return 'InvalidArgument';
  try {
    if (typeof JSON.parse(entry.Detail) !== 'object') return 'MalformedDetail';
  } catch {
    return 'MalformedDetail';
  }
  return buses.has(busOf(entry)) ? undefined : 'ResourceNotFoundException';
}

function eventOf({ Source, DetailType, Detail, Time, Resources }: Json, place: StackPlace, now: number) {
  const seconds = typeof Time === 'number' ? Time : now / 1000;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: place.account,
    time: new Date(Math.floor(seconds) * 1000).toISOString().replace('.000', ''),
    region: place.region,
    resources: Resources ?? [],
    detail: JSON.parse(String(Detail)),
  };
}

async function handOn(event: object, bus: string, rules: BusRule[], options: BusOptions): Promise<void> {
  for (const { arn: ruleArn, targets } of rules.filter((one) => one.bus === bus && one.matches(event))) {
    for (const target of targets) await deliver(target, inputOf(target, event), ruleArn, options);
  }
}

function inputOf({ Input, InputPath }: RuleTarget, event: object): unknown {
  if (Input !== undefined) return JSON.parse(Input);
  const path = InputPath?.replace(/^\$\.?/, '').split('.') ?? [];
  return path.filter(Boolean).reduce<unknown>((value, name) => Object(value ?? {})[name], event);
}

/** Only queues and functions hear of it here, and not topics, for instance. */
async function deliver(target: RuleTarget, input: unknown, ruleArn: string, options: BusOptions): Promise<void> {
  const { allows, sqs, functions, emit, place } = options;
  const service = target.Arn.split(':')[2];
  const action = { sqs: 'sqs:SendMessage', lambda: 'lambda:InvokeFunction' }[service ?? ''];
  if (action === undefined || !allows(action, target.Arn, ruleArn)) return;
  for (let tries = 0; tries < TRIES; tries++) {
    if (service === 'lambda') {
      if ((await functions.get(target.Arn)?.invoke(input))?.outcome === 'ok') return;
    } else {
      const QueueUrl = `${place.awsUrl}/${place.account}/${target.Arn.split(':').at(-1)}`;
      const message = { QueueUrl, MessageBody: JSON.stringify(input), ...target.SqsParameters };
      if ((await sqs('SendMessage', message)).status === 200) return;
    }
  }
  emit({
    kind: 'problem',
    message: `The target ${target.Id} of ${ruleArn.replace(/^.*\//, '')} did not take an event`,
  });
}

/** The ARN of a bus that PutEvents names. */
export function busArn(place: StackPlace, nameOrArn: unknown): string {
  const name = String(nameOrArn ?? 'default');
  return name.startsWith('arn:') ? name : arn(place, 'events', `event-bus/${name}`);
}

import { createHash } from 'node:crypto';
import { CfnOutput, Names, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { PILOT } from './places.ts';

/** Where each part of a webhook finds its name: the context of a construct belongs to its children, too. */
const CONTEXT_KEY = 'pilot-status:webhook';

/** The longest name: with the longest of our endings it is just as long as SQS allows. */
const MAX_LENGTH = 43;

/** What the parts of a webhook know of it. */
interface WebhookName {
  /** What the names of its resources begin with; unique in an account and region. */
  name: string;
  /** What its outputs begin with: nothing, or the ids of its constructs. */
  prefix: string;
  /** The options by which our commands find it. */
  options: string;
}

/**
 * Gives a webhook its names, before its parts are made: the name of its stack, and its own where its id is not
 * `Default`, so that one stack can hold several.
 *
 * @param stage the stage of our own app, which its commands find it by
 */
export function nameWebhook(webhook: Construct, stage?: string): void {
  const stack = Stack.of(webhook);
  const ids = webhook.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const own = ids.filter((id) => id !== 'Default').map((id) => id.replace(/[^A-Za-z0-9]/g, ''));
  const name = Token.isUnresolved(stack.stackName)
    ? Names.uniqueResourceName(webhook, { maxLength: MAX_LENGTH, separator: '-' })
    : shortened([stack.stackName, ...own].join('-'));
  const prefix = own.join('');
  const place = `--stack ${stack.stackName}${prefix === '' ? '' : ` --webhook ${prefix}`}`;
  const options = stage === undefined ? place : `--stage ${stage}`;
  webhook.node.setContext(CONTEXT_KEY, { name, prefix, options } satisfies WebhookName);
}

/** What the names of a webhook's resources begin with. @param part of the webhook */
export function webhookName(part: Construct): string {
  return named(part).name;
}

/** A command of ours as a user types it for this webhook. @param part of the webhook */
export function pilotCommand(part: Construct, command: string): string {
  return `${PILOT} ${command} ${named(part).options}`;
}

/**
 * Adds an output, by which the commands find what they work on.
 *
 * @param part of the webhook
 * @param name such as `LedgerTable`; unique in the webhook
 */
export function addOutput(part: Construct, name: string, value: string, description: string): void {
  new CfnOutput(part, `${name}Output`, { value, description }).overrideLogicalId(named(part).prefix + name);
}

function named(part: Construct): WebhookName {
  return part.node.getContext(CONTEXT_KEY);
}

function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX_LENGTH - hash.length - 1)}-${hash}`;
}

import { Argument, type Command } from 'commander';
import { readPolicy } from '../../lambdas/authentication/policy.ts';
import { type OpenStack, openStack } from '../stack/stack.ts';
import { findTarget, outputOf, type TargetOptions, withTarget } from '../stack/target.ts';
import { sendTestEvent } from '../stack/test-event.ts';
import type { Context } from '../terminal/context.ts';
import { UsageError } from '../terminal/errors.ts';
import type { AskSecret } from '../terminal/secret-input.ts';
import { stepReport } from '../terminal/steps.ts';
import { everyKey } from '../vendor/api-key-secret.ts';
import { vendorUrlOption } from '../vendor/vendor-url.ts';
import { finishApiKey, rotateApiKey } from './api-key.ts';
import type { Rotation } from './rotation.ts';
import { finishSigningSecret, rotateSigningSecret } from './signing-secret.ts';
import { finishToken, rotateToken } from './token.ts';

interface RotateOptions extends TargetOptions {
  finish?: true;
  now?: true;
  number?: string;
  vendorUrl?: string;
  dryRun?: true;
  json?: true;
}

const DETAILS = `
A rotation first adds the new value: old and new are both valid, so no event is lost. --finish removes the old value,
and refuses while it is too early. The command makes a token itself and gives the vendor the new URL. An API key or a
signing secret comes from the dashboard; the command asks for it without showing it, or reads it from stdin.`;

/** What rotating takes in addition to the context. */
interface Means {
  askSecret: AskSecret;
  /** Waits so many ms, instead of what the stack would. */
  sleep?(ms: number): Promise<void>;
}

/** Adds `rotate <what>`: replaces a secret without losing an event. */
export function addRotate(program: Command, context: Context, means: Means): void {
  withTarget(program.command('rotate'))
    .description('replace the token of the URL, the signing secret or the API key')
    .addArgument(new Argument('<what>', 'what to replace').choices(['token', 'signing-secret', 'api-key']))
    .option('--finish', 'remove the old value')
    .option('--now', 'with --finish: do not wait, because somebody else knows the old value')
    .option('--number <id>', "with api-key: the vendor's id of the number, for a stack with several")
    .addOption(vendorUrlOption())
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((what: keyof typeof ROTATIONS, options: RotateOptions) => rotate(what, options, context, means));
}

async function rotate(
  what: keyof typeof ROTATIONS,
  options: RotateOptions,
  context: Context,
  means: Means,
): Promise<void> {
  const { finish = false, now: isNow = false, dryRun = false, json = false, vendorUrl, number } = options;
  if (isNow && !finish) throw new UsageError('--now needs --finish');
  const target = await findTarget(options, context.env);
  const stack = openStack(target, vendorUrl, context);
  const report = stepReport(context, { target: target.name, dryRun, json });
  const { command } = target;
  const rotation = { dryRun, report, command, now: context.now, sleep: means.sleep ?? stack.sleep };
  const rotating = { ...rotation, stack, number, askSecret: means.askSecret };
  try {
    await ROTATIONS[what](rotating, finish, isNow);
  } finally {
    report.end();
  }
}

interface Rotating extends Rotation {
  stack: OpenStack;
  number: string | undefined;
  askSecret: AskSecret;
}

const ROTATIONS = {
  async token({ stack, ...rotation }: Rotating, isEnd: boolean, isNow: boolean) {
    const { value } = await stack.apiKeySecret.read();
    const token = {
      ...rotation,
      webhookSecret: stack.webhookSecret,
      vendors: everyKey(value).map(stack.vendorWith),
      hookUrl: outputOf(stack.target, 'HookUrl'),
      test: () => sendTestEvent({ ...stack, ...rotation }),
    };
    await (isEnd ? finishToken(isNow, token) : rotateToken(token));
  },
  async 'signing-secret'({ stack, ...rotation }: Rotating, isEnd: boolean, isNow: boolean) {
    const policy = readPolicy(outputOf(stack.target, 'AuthenticationPolicy'));
    const signing = { ...rotation, webhookSecret: stack.webhookSecret, policy };
    await (isEnd ? finishSigningSecret(isNow, signing) : rotateSigningSecret(signing));
  },
  async 'api-key'({ stack, ...rotation }: Rotating, isEnd: boolean, isNow: boolean) {
    const { apiKeySecret, vendorWith } = stack;
    const apiKey = { ...rotation, apiKeySecret, hookUrl: outputOf(stack.target, 'HookUrl'), vendorWith };
    await (isEnd ? finishApiKey(isNow, apiKey) : rotateApiKey(apiKey));
  },
};

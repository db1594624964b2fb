import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import { openStack } from '../stack/stack.ts';
import { findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import { readContact } from '../terminal/contact.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError, UsageError } from '../terminal/errors.ts';
import { stepReport } from '../terminal/steps.ts';
import { type EventName, sampleOf } from './samples.ts';
import { sendEvent } from './send.ts';

interface SendEventOptions extends TargetOptions {
  from?: string;
  text: string;
  id?: string;
  number: string;
  file?: string;
  follow?: true;
  json?: true;
}

const DETAILS = `
Events: ${EVENT_NAMES.join(', ')}

The bot answers a sample message like any other. In AWS the answer is really sent and may cost money, so there you
must name the recipient with --from.`;

/** How long to follow an event and its replies, in ms. */
const PATIENCE_MS = 30_000;

/** The contact of the samples; in the local cloud nothing is sent to anybody. */
const SAMPLE_CONTACT = '+5511999999999';

/** Adds `send-event [name]`: posts a sample event to the endpoint, as the vendor would. */
export function addSendEvent(program: Command, context: Context): void {
  withTarget(program.command('send-event'))
    .description('post a sample event to the endpoint, signed as the stack asks')
    .argument('[name]', 'the name of the event, such as message.received')
    .option('--from <phone>', 'the contact, with the country code')
    .option('--text <words>', 'what the contact wrote', 'Hi')
    .option('--id <id>', 'the id of the event, instead of a new one; sent twice, it is a duplicate')
    .option('--number <id>', "the vendor's id of the number", 'cmm0abc123')
    .addOption(
      new Option('--file <path>', 'post this file, byte for byte, instead of a sample').conflicts([
        'from',
        'text',
        'id',
        'number',
      ]),
    )
    .option('--follow', 'follow it in the ledger until it is done')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((name: string | undefined, options: SendEventOptions) => run(name, options, context));
}

async function run(name: string | undefined, options: SendEventOptions, context: Context): Promise<void> {
  const { env, now } = context;
  if ((name === undefined) === (options.file === undefined)) {
    throw new UsageError('Give either the name of an event or --file with its body');
  }
  const event = name === undefined ? undefined : readEventName(name);
  const target = await findTarget(options, env);
  const stack = openStack(target, undefined, context);
  const body = event === undefined ? await bodyIn(`${options.file}`) : sampleBody(event, options, target, context);
  const { follow = false, json = false } = options;
  const report = stepReport(context, { target: target.name, dryRun: false, json });
  try {
    await sendEvent(body, follow, {
      ...stack,
      patience: { now, sleep: stack.sleep, patienceMs: PATIENCE_MS },
      report,
      command: target.command,
    });
  } finally {
    report.end();
  }
}

function readEventName(name: string): EventName {
  const known = EVENT_NAMES.find((event) => event === name);
  if (known !== undefined) return known;
  throw new UsageError(`There is no event "${name}"; choose from ${EVENT_NAMES.join(', ')}`);
}

async function bodyIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}): give the path of a file with the body`);
  });
}

/** Events that a bot may answer. */
const WRITTEN: EventName[] = ['message.received', 'message.reply', 'message.group', 'message.newsletter'];

function sampleBody(event: EventName, options: SendEventOptions, target: Target, { now }: Context): string {
  const { from, text, id = `pilot-${randomUUID()}`, number: numberId } = options;
  if (from === undefined && WRITTEN.includes(event) && !options.local) {
    throw new UsageError(`The bot of ${target.name} may send a real answer: name its recipient with --from`);
  }
  const { address } = readContact(from ?? SAMPLE_CONTACT);
  const createdAt = new Date(now()).toISOString();
  return JSON.stringify(sampleOf(event, { from: address, text, id, numberId, createdAt }));
}

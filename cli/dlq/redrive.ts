import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { redrive } from '../../operations/dead-letters.ts';
import { say } from '../../operations/say.ts';
import { type CommandOn, quoted } from '../stack/command-on.ts';
import { contactHashKey, findTarget, type Target, type TargetOptions } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { type Pace, paced, readRate } from '../terminal/pace.ts';
import { type FilterOptions, type LetterFilter, letterFilter, queuesOf } from './filter.ts';
import { type DeadLetter, readLetter } from './letter.ts';
import { counted, summary, unseenNote } from './look.ts';
import { deadLetterQueues, type Found, findLetters } from './queues.ts';
import { renderLine } from './render.ts';

export interface RedriveOptions extends TargetOptions, FilterOptions {
  perSecond: string;
  dryRun?: true;
  json?: true;
}

/** Puts the dead letters that fit back on their queues, or says which ones it would. */
export async function redriveLetters(options: RedriveOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const perSecond = readRate(options.perSecond);
  const pace = paced(perSecond, { now, wait: async (ms) => void (await sleep(ms)) });
  const target = await findTarget(options, env);
  const fits = letterFilter(options, { hashKey: contactHashKey(target), now: now() });
  const client = new SQSClient(target.aws);
  if (options.dryRun) {
    const found = await findLetters(client, target, { queues: queuesOf(options, target), fits, terminal });
    const report = { target: target.name, dryRun: true, redriven: 0, letters: found.letters, unseen: found.unseen };
    if (options.json) return terminal.print(JSON.stringify(report));
    for (const letter of found.letters) terminal.print(say(`would go back: ${renderLine(letter, rendering(context))}`));
    return terminal.note(`${summary(found, target)}; nothing was changed`);
  }
  const { letters, unseen } = await redriveAll(client, target, { fits, pace, perSecond }, options, context);
  if (options.json) {
    const report = { target: target.name, dryRun: false, redriven: letters.length, letters, unseen };
    return terminal.print(JSON.stringify(report));
  }
  for (const letter of letters) terminal.print(say(`went back: ${renderLine(letter, rendering(context))}`));
  const hint = letters.length > 0 ? followHint(letters, target, options) : '';
  terminal.note(`${counted(letters.length)} went back${unseenNote(unseen)}${hint}`);
}

async function redriveAll(
  client: SQSClient,
  target: Target,
  { fits, pace, perSecond }: { fits: LetterFilter; pace: Pace; perSecond: number },
  options: RedriveOptions,
  { terminal }: Context,
): Promise<Found> {
  const gone: DeadLetter[] = [];
  let unseen = 0;
  try {
    for (const { queue, queueUrl, url } of deadLetterQueues(target, queuesOf(options, target))) {
      const done = await redrive(client, {
        queueUrl,
        deadLettersUrl: url,
        newId: randomUUID,
        wants: (message) => fits(readLetter(queue, message)),
        async before(message) {
          await pace();
          gone.push(readLetter(queue, message));
          terminal.progress(`${gone.length} on their way back`);
        },
        beforeMs: 1_000 / perSecond,
      });
      unseen += done.unseen;
    }
    return { letters: gone, unseen };
  } finally {
    terminal.progress('');
  }
}

/** The local cloud keeps no log: its terminal and the inspector show what happens. */
function followHint(letters: DeadLetter[], { command }: Target, { local }: RedriveOptions): string {
  const first = letters.find(({ queue, event }) => queue !== 'published' && event.id !== '');
  const lines = [...(local ? [] : [command('logs --follow')]), ...(first ? [follow(first, command)] : [])];
  return lines.length === 0 ? '' : `. To see what becomes of them:\n  ${lines.join('\n  ')}`;
}

/** A message that nobody asked for belongs to no event. */
function follow({ event }: DeadLetter, command: CommandOn): string {
  return event.event.startsWith('#') ? command('send list') : command(`events show ${quoted(event.id)}`);
}

function rendering({ now, terminal }: Context) {
  return { now: now(), paint: terminal.paint };
}

import { SQSClient } from '@aws-sdk/client-sqs';
import { type TakenOut, takeOut } from '../../operations/dead-letters.ts';
import { say } from '../../operations/say.ts';
import { quoted } from '../stack/command-on.ts';
import { contactHashKey, findTarget, type Target, type TargetOptions } from '../stack/target.ts';
import { ask, requireConsent } from '../terminal/consent.ts';
import type { Context } from '../terminal/context.ts';
import { UsageError } from '../terminal/errors.ts';
import { openDropFile } from './drop-file.ts';
import { type FilterOptions, type LetterFilter, letterFilter, queuesOf } from './filter.ts';
import { readLetter } from './letter.ts';
import { counted, summary, unseenNote } from './look.ts';
import { deadLetterQueues, findLetters } from './queues.ts';
import { renderLine } from './render.ts';

export interface DropOptions extends TargetOptions, FilterOptions {
  to?: string;
  dryRun?: true;
  yes?: true;
  json?: true;
}

/** Writes the dead letters that fit to a file and deletes them, or says which ones it would. */
export async function drop(options: DropOptions, { terminal, env, now }: Context): Promise<void> {
  const { to, dryRun, json } = options;
  if (to === undefined && !dryRun) throw new UsageError('Name a file to keep them in, such as --to dropped.jsonl');
  requireConsent('drop', options, terminal);
  const target = await findTarget(options, env);
  const fits = letterFilter(options, { hashKey: contactHashKey(target), now: now() });
  const client = new SQSClient(target.aws);
  const found = await findLetters(client, target, { queues: queuesOf(options, target), fits, terminal });
  const { letters, unseen } = found;

  if (!json) for (const letter of letters) terminal.note(renderLine(letter, { now: now(), paint: terminal.paint }));
  if (dryRun || to === undefined) {
    if (json) return terminal.print(JSON.stringify({ target: target.name, dryRun: true, dropped: 0, letters, unseen }));
    return terminal.note(`${summary(found, target)} would be dropped; nothing was changed`);
  }
  if (letters.length > 0) {
    const behind = unseen > 0 ? ', and the matching ones behind them,' : '';
    await ask(`Drop ${counted(letters.length)}${behind} to ${to}?`, 'Nothing was dropped', options, terminal);
  }
  const done = letters.length > 0 ? await dropAll(client, target, { fits, to }, options) : { taken: 0, unseen };
  if (json) {
    const report = { target: target.name, dryRun: false, dropped: done.taken, to, unseen: done.unseen };
    return terminal.print(JSON.stringify(report));
  }
  if (done.taken === 0) return terminal.print(say(`Nothing was dropped${unseenNote(done.unseen)}`));
  const undo = `To put them back:\n  ${target.command(`replay ${quoted(to)}`)}`;
  terminal.print(say(`${counted(done.taken)} dropped to ${to}${unseenNote(done.unseen)}. ${undo}`));
}

/** How long it takes to write one to the disk, in ms: longer than it does. */
const WRITE_MS = 50;

async function dropAll(
  client: SQSClient,
  target: Target,
  { fits, to }: { fits: LetterFilter; to: string },
  options: DropOptions,
): Promise<TakenOut> {
  const file = await openDropFile(to);
  const total = { taken: 0, unseen: 0 };
  try {
    for (const { queue, url } of deadLetterQueues(target, queuesOf(options, target))) {
      const { taken, unseen } = await takeOut(client, url, {
        wants: (message) => fits(readLetter(queue, message)),
        handle: (message) => file.append(readLetter(queue, message)),
        handleMs: WRITE_MS,
      });
      total.taken += taken;
      total.unseen += unseen;
    }
    return total;
  } finally {
    await file.close();
  }
}

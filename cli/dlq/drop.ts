import { SQSClient } from '@aws-sdk/client-sqs';
import { ask, requireSomebody } from '../consent.ts';
import type { Context } from '../context.ts';
import { takeOut } from '../dead-letters.ts';
import { UsageError } from '../errors.ts';
import { contactHashKey, findTarget, type Target, type TargetOptions, targetFlags } from '../target.ts';
import { openDropFile } from './drop-file.ts';
import { type FilterOptions, type LetterFilter, letterFilter, queuesOf } from './filter.ts';
import { readLetter } from './letter.ts';
import { counted, summary } from './look.ts';
import { findLetters, urlsOf } from './queues.ts';
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
  if (to === undefined && !dryRun) throw new UsageError('Say where they are kept, as --to dropped.jsonl');
  requireSomebody('drop', options, terminal);
  const target = await findTarget(options, env);
  const fits = letterFilter(options, { hashKey: contactHashKey(target), now: now() });
  const client = new SQSClient(target.aws);
  const found = await findLetters(client, target, queuesOf(options), fits);
  const { letters, unseen } = found;

  if (!json) for (const letter of letters) terminal.note(renderLine(letter, { now: now(), paint: terminal.paint }));
  if (dryRun || to === undefined) {
    if (json) return terminal.print(JSON.stringify({ target: target.name, dryRun: true, dropped: 0, letters, unseen }));
    return terminal.note(`${summary(found, target)} would be dropped; nothing was changed`);
  }
  if (letters.length > 0) {
    const behind = unseen > 0 ? ', and what fits behind them,' : '';
    await ask(`Drop ${counted(letters.length)}${behind} to ${to}?`, 'Nothing was dropped', options, terminal);
  }
  const dropped = letters.length > 0 ? await dropAll(client, target, { fits, to }, options) : 0;
  if (json) return terminal.print(JSON.stringify({ target: target.name, dryRun: false, dropped, to }));
  const undo = `: npm run pilot -- replay ${to}${targetFlags(options)} puts them back`;
  terminal.print(dropped === 0 ? 'Nothing was dropped' : `${counted(dropped)} dropped to ${to}${undo}`);
}

async function dropAll(
  client: SQSClient,
  target: Target,
  { fits, to }: { fits: LetterFilter; to: string },
  options: DropOptions,
): Promise<number> {
  const file = await openDropFile(to);
  let dropped = 0;
  try {
    for (const queue of queuesOf(options)) {
      dropped += await takeOut(client, urlsOf(target, queue).deadLettersUrl, {
        wants: (message) => fits(readLetter(queue, message)),
        handle: (message) => file.append(readLetter(queue, message)),
      });
    }
    return dropped;
  } finally {
    await file.close();
  }
}

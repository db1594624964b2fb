import type { Bot } from '../../../lambdas/bot-api/index.ts';
import type { Actor } from '../engine/actor.ts';
import type { BotPlan } from '../scenario/scenario.ts';
import { CRASHED_BY_BOT } from '../witness.ts';
import type { Cloud } from './cloud.ts';

/** What the bot is to do about a message, by its marker. */
export type BotPlans = (marker: string) => BotPlan | undefined;

/**
 * A user's bot that does what the scenario says. In its own words, an answer tells how often the bot was asked, so that no
 * two decisions are alike.
 */
export function simulatedBot(actor: Actor, { world, witness }: Cloud, planOf: BotPlans): Bot {
  const { scheduler, coverage, trace, faults } = world;
  return {
    onMessage: ({ name: marker = '', burst }) => {
      if (burst.length > 1) coverage.hit('bot: asked about a burst');
      const asked = (witness.asked.get(marker) ?? 0) + 1;
      witness.asked.set(marker, asked);
      trace.note(actor.name, () => `the bot is asked about ${marker}, time ${asked}`);
      const plan = planOf(marker);
      if (plan === undefined) return undefined;
      const trouble = asked <= (plan.trouble?.times ?? 0) ? plan.trouble?.kind : undefined;
      if (trouble !== undefined) {
        coverage.hit(`bot: ${trouble}`);
        witness.troubled.add(marker);
      }
      const crash = faults.crash();

      return new Promise((resolve, reject) => {
        if (trouble === 'hangs') return;
        scheduler.after(plan.thinkMs + 1, () => {
          if (crash !== undefined) actor.kill('crashes while the bot thinks');
          else if (trouble === 'crashes') actor.kill(`${CRASHED_BY_BOT}${witness.conversationOf(marker)}`);
          else if (trouble === 'throws') actor.wake(() => reject(new Error('The bot threw')));
          else actor.wake(() => resolve(answerOf(plan, marker, asked)));
        });
      });
    },
  };
}

function answerOf({ answer, parts }: BotPlan, marker: string, asked: number): string[] | undefined {
  if (answer === 'silence') return undefined;
  const part = (i: number) => `Answer ${asked} to ${marker}${i === 0 ? '' : `, part ${i + 1}`}`;
  return Array.from({ length: parts + asked - 1 }, (_, i) => (answer === 'same words' ? 'Thanks' : part(i)));
}

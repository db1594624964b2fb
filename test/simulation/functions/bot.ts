import { type Answer, type Bot, text } from '../../../lambdas/bot-api/index.ts';
import type { Actor } from '../engine/actor.ts';
import type { BotPlan } from '../scenario/scenario.ts';
import { CRASHED_BY_BOT } from '../witness.ts';
import type { SimulatedCloud } from './cloud.ts';

/** What the bot is to do about a message, by its marker. */
export type BotPlans = (marker: string) => BotPlan | undefined;

/**
 * A user's bot that does what the scenario says. In its own words, an answer tells what the bot was asked about and how
 * often, so that no two decisions are alike.
 */
export function simulatedBot(actor: Actor, { world, witness }: SimulatedCloud, planOf: BotPlans): Bot {
  const { scheduler, coverage, trace, faults } = world;
  return {
    onMessage: ({ name: marker = '', burst }, { id: conversation, sendLater, cancel }) => {
      if (burst.length > 1) coverage.hit('bot: asked about a burst');
      const markers = burst.map(({ name = '' }) => name);
      const asked = (witness.asked.get(marker) ?? 0) + 1;
      for (const one of markers) witness.asked.set(one, Math.max(asked, (witness.asked.get(one) ?? 0) + 1));
      trace.note(actor.name, () => `the bot is asked about ${markers.join(', ')}, time ${asked}`);
      witness.seesAsk({ actor: actor.name, conversation, burst });
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
          else if (trouble !== undefined) actor.wake(() => resolve(unstorable(asked)));
          else {
            const answer = answerOf(plan, markers, asked);
            const { later } = plan;
            if (later !== undefined) coverage.hit('cancels' in later ? 'bot: cancels' : 'bot: sends later');
            witness.seesWords({ actor: actor.name, conversation, answer, at: scheduler.now() });
            actor.wake(() => {
              if (later !== undefined && 'cancels' in later) cancel(later.key);
              else if (later !== undefined) {
                const words = `Later, asked ${asked} times, for ${markers.join(' ')}: até "já"`;
                sendLater({ in: { minutes: later.afterMs / 60_000 }, key: later.key }, words);
              }
              resolve(answer);
            });
          }
        });
      });
    },
  };
}

function answerOf({ answer, parts }: BotPlan, markers: string[], asked: number): string[] {
  if (answer === 'silence') return [];
  const odd = answer === 'odd words' ? ' \uFFFE \u0001 \uD83D' : '';
  return Array.from({ length: parts + asked - 1 }, (_, i) => {
    const part = i === 0 ? '' : `, part ${i + 1}`;
    return answer === 'same words'
      ? 'Thanks'
      : `Answer ${asked} to ${markers.join(' ')}${part}: é só isso,\nolá & até "já"${odd}`;
  });
}

/** Something else each time that DynamoDB, SQS or both do not hold. */
function unstorable(asked: number): Answer {
  const buttons = [[new Date(0)], [2 ** 60], [new Map()], [Number.NaN], [() => 'x']][asked % 6];
  if (buttons === undefined) return 'x'.repeat(450 * 1024);
  return text('Which?', { buttons });
}

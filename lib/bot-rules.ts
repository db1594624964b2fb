import type { Rules } from '../lambdas/processor/rules.ts';
import type { Config } from './settings.ts';

/** The rules around the bot, as these settings make them. */
export function rulesOf(config: Config): Rules {
  return {
    optOutWords: wordsIn(config.optOutWords),
    optInWords: wordsIn(config.optInWords),
    optOutReply: config.optOutReply,
    optInReply: config.optInReply,
    language: config.language,
    maxMessageAgeHours: config.maxMessageAgeHours,
    humanTakeoverMinutes: config.humanTakeoverMinutes,
    apiMessagesTakeOver: config.apiMessagesTakeOver === 'on',
    maxRepliesPerHour: config.maxRepliesPerHour,
    cooldownSeconds: config.cooldownSeconds,
  };
}

function wordsIn(list: string): string[] {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

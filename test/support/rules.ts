import type { Remembered } from '../../lambdas/ledger/conversations.ts';
import type { Rules } from '../../lambdas/processor/rules.ts';

/** The rules as they are by default. */
export const RULES: Rules = {
  optOutWords: ['STOP', 'PARAR', 'SAIR', 'CANCELAR'],
  optInWords: ['START', 'VOLTAR'],
  optOutReply: 'You will get no more messages from us. Write START to come back.',
  optInReply: 'Welcome back!',
  humanTakeoverMinutes: 60,
  maxRepliesPerHour: 30,
  cooldownSeconds: 0,
};

/** What is remembered of a conversation in which nothing has happened. */
export const NOTHING: Remembered = { memory: undefined, rules: { said: [] } };

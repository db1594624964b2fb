import type { Remembered } from '../../lambdas/ledger/conversation.ts';
import type { Rules } from '../../lambdas/processor/rules.ts';

/** The rules as they are by default. */
export const RULES: Rules = {
  optOutWords: ['STOP', 'PARAR', 'PARE', 'UNSUBSCRIBE', 'DESCADASTRAR', 'BAJA'],
  optInWords: ['START', 'VOLTAR', 'VOLVER'],
  optOutReply: 'auto',
  optInReply: 'auto',
  language: 'en',
  maxMessageAgeHours: 24,
  humanTakeoverMinutes: 60,
  apiMessagesTakeOver: false,
  maxRepliesPerHour: 30,
  cooldownSeconds: 0,
};

/** What they say in English to a contact who opts out, and in again. */
export const OPT_OUT_REPLY = 'You will get no more messages from us. Write START to come back.';
export const OPT_IN_REPLY = 'Welcome back!';

/** What is remembered of a conversation in which nothing has happened. */
export const NOTHING: Remembered = { memory: undefined, rules: { said: [] } };

import { type EventStory, furthest, type ReplyStory } from './story.ts';

/** Why there was no answer, by the word that the ledger keeps. */
const SILENCES: Readonly<Record<string, string>> = {
  'too old': 'the message came too late (maxMessageAgeHours)',
  'opted out': 'the contact has opted out',
  'loop guard': 'the contact had as many answers as maxRepliesPerHour allows',
  cooldown: 'the same words were said just before (cooldownSeconds)',
  'no failure': 'only a failure of a message is answered',
  'nothing returned': 'the bot returned nothing',
  'no handler': 'the bot has no handler for it',
  'answered together': 'it was answered together with the message before it',
  'taken over': 'a person wrote to the contact, and the bot keeps quiet',
  echo: 'it is a message that the bot or another system sent',
  unreadable: 'this version cannot read it',
};

/** Why a reply did not arrive, by its state and the code that the ledger keeps. */
const CODES: Readonly<Record<string, string>> = {
  WINDOW_CLOSED: 'the window for free text had closed',
  OPTED_OUT: 'the contact opted out before it was sent',
  HANDED_OVER: 'a person took over before it was sent',
  ANSWERED_TOGETHER: 'it was answered together with another message',
};

/**
 * Says why somebody got no answer, or what the answer waits for, in words for a person; undefined where the answer was
 * sent, and nothing is known to be wrong with it.
 */
export function reasonOf({
  state,
  outcome,
  because,
  until,
  failures,
  failure,
  answer,
  replies,
}: EventStory): string | undefined {
  if (state === 'claimed' && failures !== undefined && failures > 0) {
    const failed = failures === 1 ? 'the bot failed once' : `the bot failed ${failures} times`;
    return failure === undefined ? failed : `${failed}: ${failure}`;
  }
  if (state === 'claimed') return 'it waits, or the processor is at it';
  if (outcome === 'answered' && answer !== undefined && replies.length === 0) {
    return 'the reply waits to be sent, or is a dead letter';
  }
  const [unsent] = replies.flatMap((reply) => unsentBecause(reply) ?? []);
  if (replies.length > 0) return unsent;
  if (because === 'handed over')
    return until === undefined
      ? 'a person has the conversation'
      : `a person has the conversation until ${timeOf(until)}`;
  return outcome === 'answered' || because === undefined ? undefined : (SILENCES[because] ?? because);
}

/** Why a reply is not with its contact; undefined where it is, as far as anybody knows. */
function unsentBecause(reply: ReplyStory): string | undefined {
  const { code } = reply;
  const words = code === undefined ? undefined : (CODES[code] ?? code);
  switch (furthest(reply)) {
    case 'failed':
      return reply.state === 'sent'
        ? `WhatsApp did not deliver it${words ? `: ${words}` : ''}`
        : `the vendor refused it: ${words ?? 'no code'}`;
    case 'expired':
      return words ?? 'the answer came too late to be of use (replyUsefulHours)';
    case 'overtaken':
    case 'cancelled':
      return words ?? 'it was cancelled';
    case 'unknown':
      return `nobody knows whether it was sent${words ? ` (${words})` : ''}`;
    case 'queued':
      if (reply.state !== 'queued') return undefined;
      return words === undefined ? 'it waits to be sent' : `it waits to be sent again: ${words}`;
    default:
      return undefined;
  }
}

/** Such as `2026-02-24 14:30 UTC`. */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

import type { SimulatedCloud } from '../functions/cloud.ts';

/**
 * What is poisoned takes nothing else with it. Of every message that was parked, and that the bot had no trouble with,
 * none was parked because the bot failed: neither for crashes that another conversation's bot cost it, nor for waiting
 * for other reasons, such as an offline number, a rate limit, or a message before it.
 *
 * A queue that gives up by itself gives up all that waits behind a poisoned message of the same conversation.
 */
export function checkInnocents({ witness }: SimulatedCloud): string[] {
  const { tries, markers, troubled, asked, conversationOf } = witness;
  const poisoned = new Set([...troubled].map(conversationOf));
  return witness.parked.flatMap(({ message, reason }) => {
    const marker = markers.get(message) ?? '';
    if (!reason.startsWith('The bot failed') || troubled.has(marker) || poisoned.has(conversationOf(marker))) return [];
    const { receives, bystander } = tries.get(message) ?? { receives: 0, bystander: 0 };
    const times = `received ${receives}, a bystander ${bystander}, asked ${asked.get(marker) ?? 0} times`;
    return [`an innocent was parked: ${message}, ${times}: ${reason}`];
  });
}

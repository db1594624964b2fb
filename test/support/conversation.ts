import type { Action, Bot, InboundMessage } from '../../lambdas/bot-api/index.ts';
import { ask } from '../../lambdas/processor/ask.ts';

/** A contact who speaks with a bot. */
export interface Contact {
  /** Writes to the bot, and gives what it does: its texts as they are, anything else as the action that it is. */
  says(text: string, rest?: Partial<InboundMessage>): Promise<unknown[]>;
  /** What the bot remembers of the contact. */
  memory(): unknown;
}

/** Lets a contact speak with a bot that remembers this of them. */
export function contactOf(bot: Bot, remembered?: unknown): Contact {
  let memory = remembered;
  return {
    async says(text, rest) {
      const message = {
        event: 'message.received',
        from: '+5511999999999',
        type: 'text',
        text,
        data: {},
        ...rest,
      } as const;
      const conversation = { id: 'c0ffee', with: message.from, numberId: 'cmm0abc123', memory };
      const actions = await ask(bot, { kind: 'message', message }, conversation);
      for (const action of actions) if (action.kind === 'remember') memory = action.memory;
      return actions.filter(({ kind }) => kind !== 'remember').map(wordsOf);
    },
    memory: () => memory,
  };
}

function wordsOf(action: Action): unknown {
  return action.kind === 'send' && 'text' in action.content ? action.content.text : action;
}

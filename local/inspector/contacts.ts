import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { knownContacts } from '../../lambdas/ledger/homes.ts';
import type { Table } from '../../lambdas/ledger/table.ts';
import type { ContactChange } from '../../lambdas/outbox/change.ts';
import { optional } from '../../lambdas/runtime/json.ts';
import type { ContactState } from './protocol.ts';

/** What the ledger knows of contacts, given by the hash of a conversation, and what a person can do about it. */
export interface Contacts {
  stateOf(conversation: string): Promise<ContactState>;
  /** Gives the conversation back to the bot. */
  release(conversation: string): Promise<void>;
  /** Lets the bot forget what it remembers of the contact. What the rules know of the contact stays. */
  reset(conversation: string): Promise<void>;
}

interface ContactStores {
  table: Table;
  aws: LambdaClientConfig;
  outboxArn: string;
  /** The word with which a contact opts in again, where it is known. */
  optInWord: string | undefined;
}

/** Changes go through the outbox, as those of any system do. */
export function openContacts({ table, aws, outboxArn, optInWord }: ContactStores): Contacts {
  const contactOf = knownContacts(table);
  const change = async (conversation: string, change: ContactChange): Promise<void> => {
    const { Lambda } = await import('@aws-sdk/client-lambda');
    const lambda = new Lambda(aws);
    const Payload = JSON.stringify({ contact: { conversation, change } });
    const answer = await lambda.invoke({ FunctionName: outboxArn, Payload });
    lambda.destroy();
    if (answer.FunctionError !== undefined) throw new Error('The outbox failed: its log says why.');
    const { refused } = JSON.parse(answer.Payload?.transformToString() ?? '{}');
    if (refused !== undefined) throw new Error(refused.reason);
  };
  return {
    async stateOf(conversation) {
      const { pausedUntil = 0, optedOutAt } = (await contactOf(conversation)).rules;
      return {
        ...(pausedUntil > Date.now() && { personUntil: pausedUntil }),
        ...optional('optedOutAt', optedOutAt),
        ...optional('optInWord', optInWord),
      };
    },
    release: (conversation) => change(conversation, 'release'),
    reset: (conversation) => change(conversation, 'reset'),
  };
}

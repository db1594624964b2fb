import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { conversationRecords } from '../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../lambdas/ledger/events.ts';
import { knownContacts } from '../../lambdas/ledger/homes.ts';
import type { Table } from '../../lambdas/ledger/table.ts';
import { isObject, optional, parseJson } from '../../lambdas/runtime/json.ts';
import type { ContactState } from './protocol.ts';

/** What the ledger knows of contacts, given by the hash of a conversation, and what a person can do about it. */
export interface Contacts {
  stateOf(conversation: string): Promise<ContactState>;
  /** Gives the conversation back to the bot, as the outbox does for any system. */
  release(conversation: string): Promise<void>;
  /** Lets the bot forget what it remembers of the contact. What the rules know of the contact stays. */
  reset(conversation: string): Promise<void>;
}

interface ContactStores {
  table: Table;
  aws: LambdaClientConfig;
  /** The environment variables of the functions. */
  variables: Readonly<Record<string, string>>;
  outboxArn: string;
  newId(): string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A worker may write at the same time; this often it is tried again. */
const MAX_TRIES = 5;

export function openContacts({ table, aws, variables, outboxArn, newId }: ContactStores): Contacts {
  const retentionMs = Number(variables.LEDGER_RETENTION_DAYS) * DAY_MS;
  const settings = { now: Date.now, newOwner: newId, leaseMs: 0, retentionMs };
  const conversations = conversationRecords(table, settings, eventRecords(table, settings).isDone);
  const contactOf = knownContacts(table);
  const rules = parseJson(variables.RULES ?? '{}');
  const [optInWord] = isObject(rules) && Array.isArray(rules.optInWords) ? rules.optInWords : [];
  return {
    async stateOf(conversation) {
      const { pausedUntil = 0, optedOutAt } = (await contactOf(conversation)).rules;
      return {
        ...(pausedUntil > Date.now() && { personUntil: pausedUntil }),
        ...optional('optedOutAt', optedOutAt),
        ...optional('optInWord', optInWord as string | undefined),
      };
    },

    async release(conversation) {
      const { Lambda } = await import('@aws-sdk/client-lambda');
      const lambda = new Lambda(aws);
      const Payload = JSON.stringify({ resume: { conversation } });
      const { FunctionError } = await lambda.invoke({ FunctionName: outboxArn, Payload });
      lambda.destroy();
      if (FunctionError !== undefined) throw new Error('The outbox failed: the terminal says why.');
    },

    async reset(hash) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const conversation = await conversations.read((await contactOf(hash)).conversation);
        const { version, memory, rules } = conversation;
        if (version === 0 || memory === undefined) return;
        if (await conversations.saveDecisions(conversation, {}, { memory: undefined, rules })) return;
      }
      throw new Error('The conversation could not be reset: messages came at the same time. Try it again.');
    },
  };
}

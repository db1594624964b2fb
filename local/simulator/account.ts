import type { FastifyInstance } from 'fastify';

/** A template that may be sent. */
export interface Template {
  id: string;
  /** The names of the variables that a send must give. */
  variables: string[];
}

/** What kind of account and number the simulator plays. */
export interface Account {
  /** Null: any `templateId` is accepted. */
  templates: Template[] | null;
  /** Whether it is paid for; without that no media is sent. */
  subscription: boolean;
  /** Whether messages are kept; false is relay-only mode, in which the history is empty. */
  history: boolean;
  /** What the history gives as a time: ISO 8601 with its zone, a local time without one, or a number. */
  historyTimes: 'iso' | 'local' | 'seconds' | 'milliseconds';
  /** What it gives of a text. */
  historyTexts: 'whole' | 'shortened' | 'none';
  /** Whether it gives the `id` of a message, and the direction. */
  historyIds: boolean;
  historyDirections: boolean;
  /** How many messages it gives at once, however many are asked for. */
  historyPageSize: number;
  /** Whether the number is connected to WhatsApp. */
  online: boolean;
  /** Whether the number is one of Meta's Cloud API. */
  meta: boolean;
  /** On a Meta number: how long after a contact's last message free text and media reach the contact. */
  windowHours: number;
  /** Whether content is kept; without that, statuses hold no text and no number. */
  retention: boolean;
  /** More calls of the API than that get 429. Null: no limit. */
  requestsPerSecond: number | null;
}

/** The account as it is until it is changed. */
export const PLAIN_ACCOUNT: Account = {
  templates: null,
  subscription: true,
  history: true,
  historyTimes: 'iso',
  historyTexts: 'whole',
  historyIds: true,
  historyDirections: true,
  historyPageSize: 100,
  online: true,
  meta: false,
  windowHours: 24,
  retention: true,
  requestsPerSecond: null,
};

interface Reactions {
  /** Called when the number was connected or disconnected. */
  onConnection(online: boolean): void;
  /** Called with the account as it is after each change. */
  onChange(account: Account): void;
}

const text = { type: 'string', minLength: 1 };
const flag = { type: 'boolean' };

const CHANGES = {
  type: 'object',
  additionalProperties: false,
  properties: {
    templates: {
      type: 'array',
      nullable: true,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'variables'],
        properties: { id: text, variables: { type: 'array', items: text } },
      },
    },
    subscription: flag,
    history: flag,
    historyTimes: { enum: ['iso', 'local', 'seconds', 'milliseconds'] },
    historyTexts: { enum: ['whole', 'shortened', 'none'] },
    historyIds: flag,
    historyDirections: flag,
    historyPageSize: { type: 'integer', minimum: 1, maximum: 100 },
    online: flag,
    meta: flag,
    windowHours: { type: 'number', minimum: 0 },
    retention: flag,
    requestsPerSecond: { type: 'integer', nullable: true, minimum: 1 },
  },
};

/**
 * `/simulator/account`: GET tells what kind of account this is, PUT changes what is given. This is no API of the
 * vendor, and needs no key:
 *
 * ```sh curl -X PUT http://127.0.0.1:4000/simulator/account -H 'content-type: application/json' -d
 * '{"meta":true,"windowHours":1}' ```
 *
 * @param account changed in place
 */
export function addAccount(app: FastifyInstance, account: Account, { onConnection, onChange }: Reactions): void {
  app.get('/simulator/account', async () => account);
  app.put<{ Body: Partial<Account> }>('/simulator/account', { schema: { body: CHANGES } }, async ({ body }) => {
    const wasOnline = account.online;
    Object.assign(account, body);
    onChange(structuredClone(account));
    if (account.online !== wasOnline) onConnection(account.online);
    return account;
  });
}

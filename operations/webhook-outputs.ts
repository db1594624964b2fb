/** The output that every webhook has. */
const EVERY_ONE = 'LedgerTable';

/** The outputs of one webhook of a stack. */
export interface WebhookOutputs {
  /** By the names that our code has for them. */
  outputs: Readonly<Record<string, string>>;
  /** What their names begin with in the stack; nothing for the webhook of our own app. */
  webhook: string;
}

/**
 * Finds a webhook in a stack by its outputs.
 *
 * @param outputs of the whole stack
 * @param wanted the webhook's id; may be left out where the stack holds one
 * @throws Error when there is no such webhook, or several and none is named
 */
export function outputsOfWebhook(outputs: Readonly<Record<string, string>>, wanted?: string): WebhookOutputs {
  const webhooks = webhooksIn(outputs);
  const listed = webhooks.map((webhook) => webhook || 'Default').join(', ');
  const fitting = webhooks.filter((webhook) => wanted === undefined || (webhook || 'Default') === wanted);
  const [webhook] = fitting;
  if (webhooks.length === 0) return { outputs, webhook: '' };
  if (webhook === undefined) throw new Error(`The stack has no webhook ${wanted}; it has ${listed}`);
  if (fitting.length > 1) throw new Error(`The stack has several webhooks: choose one of ${listed} with --webhook`);
  const own = Object.entries(outputs).filter(([name]) => name.startsWith(webhook));
  return { outputs: Object.fromEntries(own.map(([name, value]) => [name.slice(webhook.length), value])), webhook };
}

function webhooksIn(outputs: Readonly<Record<string, string>>): string[] {
  return Object.keys(outputs)
    .filter((name) => name.endsWith(EVERY_ONE))
    .map((name) => name.slice(0, -EVERY_ONE.length))
    .sort();
}

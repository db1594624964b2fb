import { randomUUID } from 'node:crypto';
import { readPolicy } from '../authentication/policy.ts';
import { readWebhookSecret } from '../authentication/webhook-secret.ts';
import { dynamoDBClient, secretsManagerClient, sqsClient } from '../aws/clients.ts';
import { readSecret } from '../aws/secrets.ts';
import { openTable } from '../ledger/table.ts';
import { everyApiKey } from '../pilot-status/api-keys.ts';
import { sender } from '../queue/sqs.ts';
import { variable } from '../runtime/environment.ts';
import { request } from '../runtime/http.ts';
import { createLog, errorFields } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { readDeliveryLog } from './delivery-log.ts';
import { countsOf, type Reconciler, reconcile } from './reconcile.ts';

const log = createLog();
const secrets = secretsManagerClient();
const ledger = openTable(dynamoDBClient(), variable('LEDGER_TABLE'));
const queueUrl = variable('EVENTS_QUEUE_URL');
const send = sender(sqsClient(queueUrl), queueUrl);
const readApiKeySecret = readSecret(secrets, variable('API_KEY_SECRET_ARN'));
const readWebhook = readSecret(secrets, variable('WEBHOOK_SECRET_ARN'));
const policy = readPolicy(variable('AUTHENTICATION'));
const vendor = { baseUrl: variable('PILOT_STATUS_BASE_URL'), hookUrl: variable('HOOK_URL') };

const reconciler: Reconciler = {
  async readLog() {
    const secret = await readApiKeySecret();
    const apiKeys = everyApiKey(secret ?? '{}');
    if (apiKeys.length === 0) throw new LoggableError('The API key is not set');
    const { tokens } = readWebhookSecret(await readWebhook(), policy);
    return readDeliveryLog({ ...vendor, apiKeys, tokens }, request);
  },
  isKnown: async (key) => (await ledger.get(key)) !== undefined,
  enqueue: (message) => send({ ...message, deduplicateBy: randomUUID() }),
  contactHashKey: variable('CONTACT_HASH_KEY'),
  alsoWithoutId: false,
  now: Date.now,
};

/**
 * Is called by the clock. A failure is thrown, so that it counts as an error of the function, which an alarm watches;
 * Lambda calls it again twice.
 */
export async function handler(): Promise<void> {
  try {
    const reconciliation = await reconcile(reconciler);
    const { reachesTo } = reconciliation;
    const counts = countsOf(reconciliation);
    log.info('reconciled', { ...counts, ...(reachesTo && { reachesTo: new Date(reachesTo).toISOString() }) });
  } catch (error) {
    log.error('not reconciled', errorFields(error));
    // Lambda writes what is thrown to the log, and what a library says may hold the URL with the token.
    throw new LoggableError('It was not reconciled: the line before says why');
  }
}

import type { Endpoint } from '../../../lambdas/ingest/receive.ts';
import { rehearse } from '../../../lambdas/ingest/rehearse.ts';
import { recordedLog } from '../../support/log.ts';

test('a rehearsal goes all the way through the endpoint, and touches neither the secret, the queue nor the log', async () => {
  const untouched = () => {
    throw new Error('Touched');
  };
  const log = recordedLog();
  const endpoint: Endpoint = {
    policy: { token: false },
    readWebhookSecret: untouched,
    enqueue: untouched,
    contactHashKey: 'key',
    now: () => 0,
    log,
    reportDelivery: untouched,
    reportRefusal: untouched,
  };
  expect(await rehearse(endpoint)).toMatchObject({ statusCode: 200 });
  expect(log.lines).toEqual([]);
});

import type { Door } from '../../../lambdas/ingest/receive.ts';
import { rehearse } from '../../../lambdas/ingest/rehearse.ts';
import { recordedLog } from '../../support/log.ts';

test('a rehearsal goes all the way through the door, and touches neither the secret, the queue nor the log', async () => {
  const untouched = () => {
    throw new Error('Touched');
  };
  const log = recordedLog();
  const door: Door = {
    policy: { token: false },
    readWebhookSecret: untouched,
    enqueue: untouched,
    contactHashKey: 'key',
    now: () => 0,
    log,
    reportDelivery: untouched,
    reportRefusal: untouched,
  };
  expect(await rehearse(door)).toMatchObject({ statusCode: 200 });
  expect(log.lines).toEqual([]);
});

import { replyRecordKey } from '../../../lambdas/ledger/replies.ts';
import { sendingRecords } from '../../../lambdas/ledger/sendings.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';
import { memoryTable } from '../../support/memory-table.ts';

const NOW = 9_000;

async function sendingOf(fields: Item) {
  const table = memoryTable();
  await table.put({ ...replyRecordKey('reply#1', 1), ...fields });
  return sendingRecords(table, () => NOW)('reply#1', 1);
}

test.each<[string, Item, [number, number] | undefined]>([
  ['that was sent', { state: 'sent', attemptedAt: 100, sentAt: 300 }, [100, 300]],
  ['that is being sent', { state: 'sending', attemptedAt: 100 }, [100, NOW]],
  ['that may have been sent', { state: 'unknown', attemptedAt: 100 }, [100, NOW]],
  [
    'that was sent at the second attempt',
    { state: 'sent', attemptedAt: 500, firstAttemptAt: 100, sentAt: 700 },
    [100, 700],
  ],
  ['that may have been sent twice', { state: 'unknown', attemptedAt: 500, firstAttemptAt: 100 }, [100, NOW]],
  ['that waits to be sent once more', { state: 'queued', attemptedAt: 100, firstAttemptAt: 100 }, [100, NOW]],
  ['that was never begun', {}, undefined],
  ['that waits after a refusal', { state: 'queued', attemptedAt: 100 }, undefined],
  ['that was refused', { state: 'failed', attemptedAt: 100 }, undefined],
])('a reply %s was on its way from the first attempt that may have been accepted', async (_what, fields, expected) => {
  const sending = await sendingOf(fields);
  expect(sending && [sending.from, sending.until]).toEqual(expected);
});

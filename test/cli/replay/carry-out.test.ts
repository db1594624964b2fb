import { type CarryOut, renderResult, resultOf } from '../../../cli/replay/carry-out.ts';
import { planReplay } from '../../../cli/replay/plan.ts';
import { received } from '../../support/samples.ts';

const plan = planReplay({ queue: 'events', body: JSON.stringify(received({ id: 'cm1' })) }, { hashKey: 'k', now: 0 });
const ledger = (record?: object) => ({ get: async () => record as Record<string, unknown> | undefined });

const result = async (record: object | undefined, carryOut: CarryOut | undefined) =>
  renderResult(await resultOf(plan, ledger(record), carryOut));

test('what was done is reported, with what the ledger knew before', async () => {
  expect(await result(undefined, async () => undefined)).toBe('put back  message.received  cm1  new to the ledger');
  expect(await result({ state: 'done', outcome: 'answered' }, undefined)).toBe(
    'would be put back  message.received  cm1  in the ledger: done, answered',
  );
});

test('what the queue did not take counts as failed, with the reason', async () => {
  const refused = async () => 'AWS does not allow it (AccessDenied)';
  expect(await resultOf(plan, ledger(), refused)).toMatchObject({ did: 'not put back', failed: true });
  expect(await result(undefined, refused)).toBe(
    'not put back  message.received  cm1  AWS does not allow it (AccessDenied)',
  );
});

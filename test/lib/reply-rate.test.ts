import fc from 'fast-check';
import { readConfig } from '../../lib/config.ts';
import { sendIntervalMs } from '../../lib/reply-rate.ts';
import { runs } from '../support/properties.ts';
import { template } from '../support/stack.ts';

test('three functions that share twenty replies a second send 150 ms apart each', () => {
  template().hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { SEND_INTERVAL_MS: '150' } },
  });
});

test('all reply functions together never send more than the setting says', () => {
  const rate = fc.integer({ min: 1, max: 1_000 });
  const concurrency = fc.integer({ min: 2, max: 1_000 });
  fc.assert(
    fc.property(rate, concurrency, (repliesPerSecond, replyConcurrency) => {
      const interval = sendIntervalMs(readConfig({ repliesPerSecond, replyConcurrency }));
      return (replyConcurrency * 1_000) / interval <= repliesPerSecond;
    }),
    runs,
  );
});

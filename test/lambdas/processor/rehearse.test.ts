import type { Processor } from '../../../lambdas/processor/processor.ts';
import { rehearse } from '../../../lambdas/processor/rehearse.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { openProcessor } from '../../support/processor.ts';

test("a rehearsal decides about a message, and touches neither the user's bot, the ledger, the queues nor the log", async () => {
  let asked = 0;
  const bot = { onMessage: () => void asked++ };
  const heard: unknown[] = [];
  const publish: Processor['publish'] = async (events) => void heard.push(...events);
  const { processor, table, sent, log } = openProcessor({ bot, publish } as Partial<Processor>);
  expect(await rehearse(processor, ledgerSettings(clock()))).toEqual({ kind: 'done' });
  expect({ asked, heard, records: table.items.size, sent, lines: log.lines }).toEqual({
    asked: 0,
    heard: [],
    records: 0,
    sent: [],
    lines: [],
  });
});

import { readDelivery } from '../../lambdas/pilot-status/events.ts';
import { type EventKey, eventKey } from '../../lambdas/pilot-status/identity.ts';
import { CommandError } from '../terminal/errors.ts';
import type { StepReport } from '../terminal/steps.ts';
import type { CommandOn } from './command-on.ts';

/** What a test event takes of the stack. */
export interface Testing {
  /** Delivers a body to the endpoint. */
  deliver(body: string): Promise<{ status: number }>;
  /** Waits until an event is over. @returns after how many ms it was; undefined when it was not in time */
  follow(key: EventKey): Promise<{ ms: number } | undefined>;
  newId(): string;
  report: StepReport;
  /** Gives a command on the stack. */
  command: CommandOn;
}

/** An event of a name that the vendor has not: it is recorded like any other, and no bot is asked. */
const TEST_EVENT = 'pilot.test';

/**
 * Sends an event through the endpoint to the ledger, and waits for it.
 *
 * @throws CommandError when the endpoint refuses it, or it is not done in time
 */
export async function sendTestEvent({ deliver, follow, newId, report, command }: Testing): Promise<void> {
  const body = { event: TEST_EVENT, data: { id: newId() } };
  const raw = JSON.stringify(body);
  const { status } = await deliver(raw);
  if (status !== 200) {
    report.add('test', 'failed', `the endpoint answered ${status}`);
    throw new CommandError(`The endpoint answered the test event with ${status}: look at \`${command('status')}\``);
  }
  const end = await follow(eventKey(readDelivery(body), Buffer.from(raw)));
  if (end === undefined) {
    report.add('test', 'failed', 'the test event was accepted and is not done yet');
    throw new CommandError(`The test event is not done yet: look at \`${command('status')}\` for what holds events up`);
  }
  report.add('test', 'done', `a test event went from the endpoint to the ledger in ${end.ms} ms`);
}

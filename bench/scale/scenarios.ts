import { burst, seeded } from './arrivals.ts';
import type { AwsPlace } from './limits.ts';
import type { ScaleScenario } from './model.ts';
import { QUOTAS } from './quotas.ts';

const NORTH_VIRGINIA: AwsPlace = { region: 'us-east-1', concurrency: QUOTAS.concurrency.value };
const SAO_PAULO: AwsPlace = { region: 'sa-east-1', concurrency: QUOTAS.concurrency.value };
const NEW_ACCOUNT: AwsPlace = { region: 'us-east-1', concurrency: QUOTAS.newAccountConcurrency.value };

/** The same arrivals each time. */
const SEED = 1;

/** What the app may have to take, by name. */
export const SCENARIOS: Record<string, ScaleScenario> = {
  'new account, 1,000 events/s for a minute': burstOf(1_000, NEW_ACCOUNT),
  '1,000 events/s for a minute': burstOf(1_000, NORTH_VIRGINIA),
  '10,000 events/s for a minute': burstOf(10_000, NORTH_VIRGINIA),
  'São Paulo, 10,000 events/s for a minute': burstOf(10_000, SAO_PAULO),
  'a backlog of 1,000,000 events': { place: NORTH_VIRGINIA, arrivals: [], backlog: 1_000_000, contacts: 100_000 },
};

function burstOf(perSecond: number, place: AwsPlace): ScaleScenario {
  return { place, arrivals: burst(perSecond, 60, seeded(SEED)), backlog: 0, contacts: perSecond * 10 };
}

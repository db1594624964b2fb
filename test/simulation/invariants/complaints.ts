import type { SimulatedCloud } from '../functions/cloud.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { checkAnswers } from './answers.ts';
import { checkDeliveries } from './deliveries.ts';
import { checkGaps } from './gaps.ts';
import { checkInnocents } from './innocents.ts';
import { checkOutbox } from './outbox.ts';
import { checkOutcomes } from './outcomes.ts';
import { checkPublished } from './published.ts';
import { checkRest } from './rest.ts';
import { checkRules } from './rules.ts';
import { checkSends } from './sends.ts';
import { checkStatuses } from './statuses.ts';

/** Everything that does not hold after a run. */
export function complaints(cloud: SimulatedCloud, scenario: Scenario): string[] {
  return [
    ...cloud.witness.violations,
    ...checkDeliveries(cloud),
    ...checkOutcomes(cloud),
    ...checkAnswers(cloud, scenario),
    ...checkRules(cloud, scenario),
    ...checkSends(cloud),
    ...checkOutbox(cloud, scenario),
    ...checkGaps(cloud, scenario),
    ...checkStatuses(cloud),
    ...checkPublished(cloud),
    ...checkRest(cloud),
    ...checkInnocents(cloud),
  ];
}

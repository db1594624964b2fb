import { decide } from '../iam/decide.ts';
import type { Role } from '../iam/roles.ts';
import { arn, type StackPlace } from '../place.ts';

/** The service as which Scheduler takes on roles. */
export const SCHEDULER = 'scheduler.amazonaws.com';

/** The role of a schedule, if there is such a role and it trusts Scheduler for the schedule's group. */
export function trustedRole(
  { place, roles }: { place: StackPlace; roles: readonly Role[] },
  roleArn: string,
  group: string,
): Role | undefined {
  const context = {
    'aws:sourceaccount': place.account,
    'aws:sourcearn': arn(place, 'scheduler', `schedule-group/${group}`),
    'aws:requestedregion': place.region,
  };
  const asked = { caller: { service: SCHEDULER }, action: 'sts:AssumeRole', resource: '*', context };
  return roles.find((role) => role.arn === roleArn && decide(asked, { identity: [], resource: role.trust }).allowed);
}

import type { Gate } from '../aws/gate.ts';
import { arn, type StackPlace } from '../place.ts';
import type { LambdaFunction } from './lambda-function.ts';

/**
 * Whether the function's role lets Lambda write its log: without these permissions the lines are lost on AWS, and here
 * too.
 *
 * @param logGroups the log groups of the stack, by name; any other one would have to be created first
 * @see the Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs", "Required permissions"
 */
export function mayWriteLog(
  { logging, role }: LambdaFunction,
  logStream: string,
  logGroups: string[],
  { gate, place }: { gate: Gate; place: StackPlace },
): boolean {
  const group = arn(place, 'logs', `log-group:${logging.group}`);
  const stream = `${group}:log-stream:${logStream}`;
  const caller = { role: role.arn, account: place.account };
  return (
    (logGroups.includes(logging.group) || gate.allows(caller, { action: 'logs:CreateLogGroup', resource: group })) &&
    gate.allows(caller, { action: 'logs:CreateLogStream', resource: stream }) &&
    gate.allows(caller, { action: 'logs:PutLogEvents', resource: stream })
  );
}

import { createHash } from 'node:crypto';

/** Where the stack "is deployed": what CloudFormation knows before it looks at the resources. */
export interface StackPlace {
  partition: string;
  urlSuffix: string;
  region: string;
  account: string;
  stackName: string;
  stackId: string;
  /** The HTTP API on loopback, without a slash at the end. */
  apiUrl: string;
  /** The server on loopback that takes the place of AWS's own APIs, without a slash at the end. */
  awsUrl: string;
}

const DEFAULT_REGION = 'us-east-1';
const DEFAULT_ACCOUNT = '000000000000';

interface Deployment {
  stackName: string;
  account?: string;
  region?: string;
  apiUrl: string;
  awsUrl: string;
}

/** The place of a stack. The same stack has the same ids at every start; only the ports differ. */
export function placeOf({
  stackName,
  account = DEFAULT_ACCOUNT,
  region = DEFAULT_REGION,
  ...urls
}: Deployment): StackPlace {
  const partition = 'aws';
  const stackId = `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${uuidOf(stackName)}`;
  return { partition, urlSuffix: 'amazonaws.com', region, account, stackName, stackId, ...urls };
}

/** An ARN in the stack's region and account. */
export function arn(place: StackPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}

/** An ARN of a service without regions, such as IAM. */
export function globalArn(place: StackPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}::${place.account}:${resource}`;
}

/**
 * The name of a resource that the template does not name: stack and logical id, shortened with a hash where it would be
 * longer than the service allows.
 */
export function physicalName(place: StackPlace, logicalId: string, maxLength: number, suffix = ''): string {
  const name = `${place.stackName}-${logicalId}`;
  const room = maxLength - suffix.length;
  return (name.length <= room ? name : `${name.slice(0, room - 9)}-${hashOf(name).slice(0, 8)}`) + suffix;
}

/** An id such as AWS makes up, always the same for the same resource of the same stack. */
export function generatedId(place: StackPlace, logicalId: string, length: number): string {
  const digest = BigInt(`0x${hashOf(`${place.stackName}/${logicalId}`)}`);
  return digest.toString(36).slice(0, length);
}

function uuidOf(text: string): string {
  const [, ...parts] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(hashOf(text)) ?? [];
  const [first, second, third, fourth, fifth] = parts;
  return `${first}-${second}-4${third}-a${fourth}-${fifth}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

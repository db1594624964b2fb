import { api, integration, route, stage } from './api-gateway.ts';
import { table } from './dynamodb.ts';
import { eventBus, rule } from './events.ts';
import { policy, role } from './iam.ts';
import { kmsKey } from './kms.ts';
import { alias, eventSourceMapping, lambdaFunction, permission, version } from './lambda.ts';
import { INERT_TYPES, logGroup } from './observability.ts';
import type { ResourceType } from './resource-type.ts';
import { bucket, bucketPolicy } from './s3.ts';
import { scheduleGroup } from './scheduler.ts';
import { secret, secretPolicy } from './secrets-manager.ts';
import { queue, queuePolicy } from './sqs.ts';

const ALL: ResourceType<unknown>[] = [
  api,
  integration,
  route,
  stage,
  table,
  kmsKey,
  policy,
  role,
  alias,
  eventSourceMapping,
  lambdaFunction,
  permission,
  version,
  logGroup,
  bucket,
  bucketPolicy,
  eventBus,
  rule,
  scheduleGroup,
  secret,
  secretPolicy,
  queue,
  queuePolicy,
  ...INERT_TYPES,
];

/** Every type of resource that the local cloud knows, by its CloudFormation name. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType<unknown>> = new Map(ALL.map((type) => [type.type, type]));

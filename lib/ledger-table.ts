import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { LISTED_FIELDS, LISTS_INDEX } from '../lambdas/ledger/lists.ts';
import { removalPolicyOf } from './removal-policy.ts';
import { type Config, SETTINGS } from './settings.ts';

/** What the functions may do with the ledger. None of them scans it or deletes from it: records expire. */
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/**
 * The ledger: one table for events (`id` = `data.id`, `event`), conversations and replies. On demand, with
 * point-in-time recovery; records expire by `expiresAt` (epoch seconds). DynamoDB encrypts it at rest with a key that
 * AWS owns, for free; a KMS key would be charged by the request. Its index is for people and for the commands: no
 * function reads it.
 */
export class LedgerTable extends Table {
  constructor(scope: Construct, id: string, config: Config) {
    const warm = config.ledgerWarmWrites > SETTINGS.ledgerWarmWrites.default && {
      warmThroughput: { writeUnitsPerSecond: config.ledgerWarmWrites },
    };
    super(scope, id, {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      sortKey: { name: 'event', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      ...warm,
      removalPolicy: removalPolicyOf(config),
    });
    // CloudFormation adds one index to an existing table in one update: there is no second. It is as warm as the table,
    // because a write waits for both.
    this.addGlobalSecondaryIndex({
      ...warm,
      indexName: LISTS_INDEX,
      partitionKey: { name: 'list', type: AttributeType.STRING },
      sortKey: { name: 'listedAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: LISTED_FIELDS,
    });
  }

  /** Lets a function read and write records, or only do these things with them; nothing of it goes for the index. */
  grantRecords(grantee: IGrantable, actions = ACTIONS): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.tableArn] });
  }
}

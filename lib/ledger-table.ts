import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { removalPolicyOf } from './removal-policy.ts';
import { type Config, SETTINGS } from './settings.ts';

/** What the functions may do with the ledger. None of them scans it or deletes from it: records expire. */
export const LEDGER_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/**
 * The ledger: one table for events (`id` = `data.id`, `event`), conversations and replies. On demand, with
 * point-in-time recovery; records expire by `expiresAt` (epoch seconds). DynamoDB encrypts it at rest with a key that
 * AWS owns, for free; a KMS key would be charged by the request.
 */
export class LedgerTable extends Table {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      sortKey: { name: 'event', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      ...(config.ledgerWarmWrites > SETTINGS.ledgerWarmWrites.default && {
        warmThroughput: { writeUnitsPerSecond: config.ledgerWarmWrites },
      }),
      removalPolicy: removalPolicyOf(config),
    });
  }
}

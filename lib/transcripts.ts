import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Config } from './settings.ts';
import { webhookName } from './webhook-name.ts';

/** What DynamoDB does with the key in the name of whoever calls it. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];

/**
 * The table with what was said, for `transcriptDays`. Its key is the customer's own: who may read the table and not use
 * the key reads nothing.
 */
export class Transcripts extends Construct {
  /** What a function needs to know of it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly tableName: string;
  readonly table: Table;
  readonly #key: Key;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    const removalPolicy = removalPolicyOf(config);
    this.#key = new Key(this, 'Key', {
      description: `Transcripts of ${webhookName(this)}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'conversation', type: AttributeType.STRING },
      sortKey: { name: 'line', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.#key,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'A backup would keep the words longer than transcriptDays, and after the contact was erased.',
    });
    this.tableName = this.table.tableName;
    this.variables = { TRANSCRIPTS_TABLE: this.tableName, TRANSCRIPT_DAYS: String(config.transcriptDays) };
  }

  /** Lets a function add lines, without reading or deleting them. */
  grantWrite(grantee: BundledFunction): void {
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:PutItem'], resourceArns: [this.table.tableArn] });
    Grant.addToPrincipal({
      grantee,
      actions: KEY_ACTIONS,
      resourceArns: [this.#key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
    });
  }
}

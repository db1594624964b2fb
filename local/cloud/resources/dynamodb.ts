import { z } from 'zod';
import { arn, physicalName } from '../place.ts';
import { defineType, flag, TAGS, whole } from './resource-type.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const throughput = z.strictObject({ ReadCapacityUnits: whole, WriteCapacityUnits: whole });
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

export const table = defineType({
  type: 'AWS::DynamoDB::Table',
  honoured: z.strictObject({
    TableName: z.string().optional(),
    KeySchema: keySchema,
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    BillingMode: z.enum(['PROVISIONED', 'PAY_PER_REQUEST']).default('PROVISIONED'),
    ProvisionedThroughput: throughput.optional(),
    GlobalSecondaryIndexes: z.array(index.extend({ ProvisionedThroughput: throughput.optional() })).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    SSESpecification: z.strictObject({ KMSMasterKeyId: z.string() }).optional(),
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  }),
  noDifference: {
    ...TAGS,
    ContributorInsightsSpecification: 'No metrics are kept.',
    DeletionProtectionEnabled: 'The table lives only as long as the process.',
    PointInTimeRecoverySpecification: 'There is nothing to recover: the table lives only as long as the process.',
    'SSESpecification.SSEEnabled': 'Items are in memory, or in a folder of the user with --keep.',
    'SSESpecification.SSEType': 'Items are in memory, or in a folder of the user with --keep.',
    TableClass: 'It only changes the price.',
    WarmThroughput: 'The table takes what it can from the first second on.',
  },
  identify({ logicalId, place, property }) {
    const name = property('TableName') ?? physicalName(place, logicalId, 255);
    return { ref: name, attributes: { Arn: arn(place, 'dynamodb', `table/${name}`) } };
  },
});

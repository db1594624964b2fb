import { z } from 'zod';
import { arn, generatedId, physicalName, type StackPlace } from '../place.ts';
import { defineType, flag, scalar, TAGS, whole } from './resource-type.ts';

export const lambdaFunction = defineType({
  type: 'AWS::Lambda::Function',
  honoured: z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Key: z.string() }),
    Handler: z.string(),
    Runtime: z.templateLiteral(['nodejs', z.string()]),
    Role: z.string(),
    Timeout: whole.default(3),
    MemorySize: whole.default(128),
    ReservedConcurrentExecutions: whole.optional(),
    Environment: z.strictObject({ Variables: z.record(z.string(), scalar).default({}) }).optional(),
    LoggingConfig: z
      .strictObject({
        LogGroup: z.string().optional(),
        LogFormat: z.enum(['Text', 'JSON']).optional(),
        ApplicationLogLevel: z.string().optional(),
      })
      .optional(),
  }),
  noDifference: {
    ...TAGS,
    Architectures: 'JavaScript runs on whatever processor this machine has.',
    'Code.S3Bucket': 'The code is taken from the cloud assembly, not from a bucket.',
    Description: 'It is for people to read.',
    EphemeralStorage: 'The temporary folder is that of this machine.',
    'LoggingConfig.SystemLogLevel': "Lambda's own START, END and REPORT lines are not written.",
    TracingConfig: 'No traces are recorded.',
  },
  identify({ logicalId, place, property }) {
    const name = property('FunctionName') ?? physicalName(place, logicalId, 64);
    return { ref: name, attributes: { Arn: arn(place, 'lambda', `function:${name}`) } };
  },
});

/** There is one version of a function here: the one in the template. */
const ONLY_VERSION = '1';

export const version = defineType({
  type: 'AWS::Lambda::Version',
  honoured: z.strictObject({ FunctionName: z.string() }),
  noDifference: { CodeSha256: 'The code is that of the template.', Description: 'It is for people to read.' },
  identify({ place, property }) {
    const versionArn = qualifiedArn(place, property('FunctionName'), ONLY_VERSION);
    return { ref: versionArn, attributes: { FunctionArn: versionArn, Version: ONLY_VERSION } };
  },
});

export const alias = defineType({
  type: 'AWS::Lambda::Alias',
  honoured: z.strictObject({ Name: z.string(), FunctionName: z.string(), FunctionVersion: z.string() }),
  noDifference: { Description: 'It is for people to read.' },
  identify({ place, property }) {
    const aliasArn = qualifiedArn(place, property('FunctionName'), property('Name'));
    return { ref: aliasArn, attributes: { AliasArn: aliasArn } };
  },
});

/** @param named a function, by its name or its ARN */
function qualifiedArn(place: StackPlace, named = '', qualifier = ''): string {
  return arn(place, 'lambda', `function:${named.split(':').at(-1)}:${qualifier}`);
}

export const eventSourceMapping = defineType({
  type: 'AWS::Lambda::EventSourceMapping',
  honoured: z.strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: whole.default(10),
    MaximumBatchingWindowInSeconds: whole.default(0),
    Enabled: flag.default(true),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    ScalingConfig: z.strictObject({ MaximumConcurrency: whole.optional() }).optional(),
    ProvisionedPollerConfig: z
      .strictObject({ MinimumPollers: whole.default(2), MaximumPollers: whole.default(200) })
      .optional(),
  }),
  noDifference: { ...TAGS, MetricsConfig: 'No metrics are kept.' },
  identify({ logicalId, place }) {
    const id = generatedId(place, logicalId, 36);
    return { ref: id, attributes: { Id: id } };
  },
});

export const permission = defineType({
  type: 'AWS::Lambda::Permission',
  honoured: z.strictObject({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  noDifference: {},
  identify: ({ logicalId, place }) => ({ ref: physicalName(place, logicalId, 100) }),
});

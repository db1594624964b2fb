import { z } from 'zod';
import { generatedId } from '../place.ts';
import { defineType, TAGS, whole } from './resource-type.ts';

const throttling = z.strictObject({
  ThrottlingRateLimit: z.coerce.number().optional(),
  ThrottlingBurstLimit: whole.optional(),
});

export const api = defineType({
  type: 'AWS::ApiGatewayV2::Api',
  honoured: z.strictObject({ Name: z.string(), ProtocolType: z.literal('HTTP') }),
  noDifference: { ...TAGS, Description: 'It is for people to read.' },
  identify({ logicalId, place }) {
    const id = generatedId(place, logicalId, 10);
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: place.apiUrl } };
  },
});

export const route = defineType({
  type: 'AWS::ApiGatewayV2::Route',
  honoured: z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string(),
    AuthorizationType: z.literal('NONE').optional(),
  }),
  noDifference: { OperationName: 'It is for people to read.' },
  identify: ({ logicalId, place }) => ({ ref: generatedId(place, logicalId, 7) }),
});

export const integration = defineType({
  type: 'AWS::ApiGatewayV2::Integration',
  honoured: z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: whole.default(30_000),
  }),
  noDifference: {
    Description: 'It is for people to read.',
    IntegrationMethod: 'A function is always invoked with POST.',
  },
  identify: ({ logicalId, place }) => ({ ref: generatedId(place, logicalId, 7) }),
});

export const stage = defineType({
  type: 'AWS::ApiGatewayV2::Stage',
  honoured: z.strictObject({
    ApiId: z.string(),
    StageName: z.string(),
    AutoDeploy: z.literal(true),
    AccessLogSettings: z.strictObject({ Format: z.string() }).optional(),
    DefaultRouteSettings: throttling.optional(),
    RouteSettings: z.record(z.string(), throttling).default({}),
  }),
  noDifference: {
    ...TAGS,
    Description: 'It is for people to read.',
    'AccessLogSettings.DestinationArn': 'Access log lines are reported to whoever runs the local cloud.',
    'DefaultRouteSettings.DetailedMetricsEnabled': 'No metrics are kept.',
  },
  identify: ({ property }) => ({ ref: property('StageName') ?? '' }),
});

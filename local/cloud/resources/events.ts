import { z } from 'zod';
import { arn, physicalName } from '../place.ts';
import { defineType, TAGS } from './resource-type.ts';

export const eventBus = defineType({
  type: 'AWS::Events::EventBus',
  honoured: z.strictObject({ Name: z.string() }),
  noDifference: { ...TAGS, Description: 'It is for people to read.' },
  identify({ place, property }) {
    const name = property('Name') ?? '';
    return { ref: name, attributes: { Arn: arn(place, 'events', `event-bus/${name}`), Name: name } };
  },
});

const target = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  /** JSON instead of the event, or the part of it that is meant. */
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
  DeadLetterConfig: z.unknown().optional(),
  RetryPolicy: z.unknown().optional(),
});
export type RuleTarget = z.infer<typeof target>;

/** A rule of the clock has no pattern, and does nothing here. */
export const rule = defineType({
  type: 'AWS::Events::Rule',
  honoured: z.strictObject({
    Name: z.string().optional(),
    EventBusName: z.string().default('default'),
    EventPattern: z.record(z.string(), z.unknown()).optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Targets: z.array(target).default([]),
  }),
  noDifference: { ...TAGS, Description: 'It is for people to read.' },
  identify({ logicalId, place, property }) {
    const name = property('Name') ?? physicalName(place, logicalId, 64);
    const bus = property('EventBusName')?.split('/').at(-1) ?? 'default';
    return {
      ref: name,
      attributes: { Arn: arn(place, 'events', `rule/${bus === 'default' ? '' : `${bus}/`}${name}`) },
    };
  },
});

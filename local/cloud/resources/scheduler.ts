import { z } from 'zod';
import { arn, physicalName } from '../place.ts';
import { defineType, TAGS } from './resource-type.ts';

export const scheduleGroup = defineType({
  type: 'AWS::Scheduler::ScheduleGroup',
  honoured: z.strictObject({ Name: z.string().optional() }),
  noDifference: { ...TAGS },
  identify({ logicalId, place, property }) {
    const name = property('Name') ?? physicalName(place, logicalId, 64);
    return { ref: name, attributes: { Arn: arn(place, 'scheduler', `schedule-group/${name}`) } };
  },
});

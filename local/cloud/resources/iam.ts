import { z } from 'zod';
import { generatedId, globalArn, physicalName } from '../place.ts';
import { defineType, TAGS } from './resource-type.ts';

const inlinePolicy = z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() });

export const role = defineType({
  type: 'AWS::IAM::Role',
  honoured: z.strictObject({
    RoleName: z.string().optional(),
    Path: z.string().optional(),
    AssumeRolePolicyDocument: z.unknown(),
    ManagedPolicyArns: z.array(z.string()).default([]),
    Policies: z.array(inlinePolicy).default([]),
  }),
  noDifference: {
    ...TAGS,
    Description: 'It is for people to read.',
    MaxSessionDuration: 'Local sessions do not expire.',
    PermissionsBoundary: 'What a boundary denies is in a policy outside of the template, and is seen in AWS alone.',
  },
  identify({ logicalId, place, property }) {
    const name = property('RoleName') ?? physicalName(place, logicalId, 64);
    const arn = globalArn(place, 'iam', `role${property('Path') ?? '/'}${name}`);
    return { ref: name, attributes: { Arn: arn, RoleId: `AROA${generatedId(place, logicalId, 16).toUpperCase()}` } };
  },
});

export const policy = defineType({
  type: 'AWS::IAM::Policy',
  honoured: z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown(), Roles: z.array(z.string()) }),
  noDifference: {},
  identify: ({ logicalId, place }) => ({ ref: physicalName(place, logicalId, 128) }),
});

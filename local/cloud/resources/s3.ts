import { z } from 'zod';
import { physicalName } from '../place.ts';
import { defineType, TAGS } from './resource-type.ts';

export const bucket = defineType({
  type: 'AWS::S3::Bucket',
  honoured: z.strictObject({ BucketName: z.string().optional() }),
  noDifference: {
    ...TAGS,
    BucketEncryption: 'Objects are in memory, or in a folder of the user with --keep.',
    LifecycleConfiguration: 'Objects live only as long as the process.',
    OwnershipControls: 'Nobody but this account is here to own an object.',
    PublicAccessBlockConfiguration: 'Every call needs a key that the local cloud gave out.',
  },
  identify({ logicalId, place, property }) {
    const name = property('BucketName') ?? physicalName(place, logicalId, 63).toLowerCase();
    const host = `${name}.s3.${place.region}.${place.urlSuffix}`;
    return { ref: name, attributes: { Arn: `arn:${place.partition}:s3:::${name}`, RegionalDomainName: host } };
  },
});

export const bucketPolicy = defineType({
  type: 'AWS::S3::BucketPolicy',
  honoured: z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() }),
  noDifference: {},
  identify: ({ logicalId, place }) => ({ ref: physicalName(place, logicalId, 63) }),
});

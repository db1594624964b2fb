import { z } from 'zod';
import { arn, generatedId } from '../place.ts';
import { defineType, TAGS } from './resource-type.ts';

/** Nothing is encrypted here: a key only decides, by IAM, who may use what it encrypts in AWS. */
export const kmsKey = defineType({
  type: 'AWS::KMS::Key',
  honoured: z.strictObject({ KeyPolicy: z.unknown() }),
  noDifference: {
    ...TAGS,
    Description: 'It is for people to read.',
    EnableKeyRotation: 'Nothing is encrypted.',
    PendingWindowInDays: 'The key lives only as long as the process.',
    RotationPeriodInDays: 'Nothing is encrypted.',
  },
  identify({ logicalId, place }) {
    const id = generatedId(place, logicalId, 36);
    return { ref: id, attributes: { Arn: arn(place, 'kms', `key/${id}`), KeyId: id } };
  },
});

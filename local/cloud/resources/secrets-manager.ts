import { z } from 'zod';
import { arn, generatedId, physicalName } from '../place.ts';
import { defineType, flag, TAGS, whole } from './resource-type.ts';

const generateSecretString = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: whole.default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: flag.default(false),
  ExcludeNumbers: flag.default(false),
  ExcludePunctuation: flag.default(false),
  ExcludeUppercase: flag.default(false),
  IncludeSpace: flag.default(false),
  RequireEachIncludedType: flag.default(true),
});
export type GenerateSecretString = z.infer<typeof generateSecretString>;

export const secret = defineType({
  type: 'AWS::SecretsManager::Secret',
  honoured: z.strictObject({
    Name: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: generateSecretString.optional(),
  }),
  noDifference: { ...TAGS, Description: 'It is for people to read.' },
  identify({ logicalId, place, property }) {
    const name = property('Name') ?? physicalName(place, logicalId, 512);
    const id = arn(place, 'secretsmanager', `secret:${name}-${generatedId(place, logicalId, 6)}`);
    return { ref: id, attributes: { Id: id } };
  },
});

export const secretPolicy = defineType({
  type: 'AWS::SecretsManager::ResourcePolicy',
  honoured: z.strictObject({ SecretId: z.string(), ResourcePolicy: z.unknown() }),
  noDifference: { BlockPublicPolicy: 'It only makes AWS refuse the policy of a careless author.' },
  identify: ({ logicalId, place }) => ({ ref: physicalName(place, logicalId, 512) }),
});

import { randomUUID } from 'node:crypto';
import { type AwsBackend, type AwsReply, awsError, type Json } from '../aws/replies.ts';
import { CloudError } from '../errors.ts';
import type { KeptFile } from '../kept/kept.ts';
import type { ResourceOf } from '../resources/resource-type.ts';
import type { secret } from '../resources/secrets-manager.ts';
import { generateSecretValue } from './password.ts';

export type SecretResource = ResourceOf<typeof secret>;

export interface Secrets {
  call: AwsBackend;
  /** The ARN of a secret, by its ARN (with or without the six characters that AWS appends) or its name. */
  arnOf(secretId: string): string | undefined;
  /** The current text of a secret. */
  get(secretId: string): string | undefined;
  /** Gives a secret a new value. @throws CloudError when there is no such secret */
  put(secretId: string, value: string): void;
}

interface Secret {
  arn: string;
  name: string;
  versions: Version[];
}

interface Version {
  id: string;
  /** Either a text or, in base64, bytes. */
  value: { SecretString: unknown } | { SecretBinary: unknown };
  stages: string[];
  /** Epoch seconds. */
  created: number;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/**
 * Keeps the secrets of the stack in memory, with their versions: a new value becomes AWSCURRENT, the one before it
 * AWSPREVIOUS, older ones are gone.
 *
 * @param now epoch milliseconds
 * @param kept where they are kept for the next start
 * @see the Secrets Manager user guide, "What's in a Secrets Manager secret? Version"
 */
export function createSecrets(resources: SecretResource[], now: () => number, kept?: KeptFile): Secrets {
  const saved = (kept?.read() ?? {}) as Record<string, Version[]>;
  const secrets = resources.map(({ ref, properties: { SecretString, GenerateSecretString } }): Secret => {
    const created: Secret = { arn: ref, name: nameOf(ref), versions: saved[ref] ?? [] };
    if (created.versions.length > 0) return created;
    const value = GenerateSecretString === undefined ? SecretString : generateSecretValue(GenerateSecretString);
    if (value !== undefined) addVersion(created, { SecretString: value });
    return created;
  });
  save();

  function save(): void {
    kept?.write(Object.fromEntries(secrets.map(({ arn, versions }) => [arn, versions])));
  }

  function find(id: string): Secret | undefined {
    return secrets.find(({ arn, name }) => id === arn || id === name || id === arn.slice(0, -'-xxxxxx'.length));
  }

  function addVersion(secret: Secret, value: Version['value'], id: string = randomUUID(), stages = [CURRENT]): Version {
    const version = { id, value, stages, created: Math.floor(now() / 1000) };
    secret.versions = [...secret.versions.map((older) => withoutStages(older, stages)), version].filter(
      ({ stages }) => stages.length > 0,
    );
    return version;
  }

  const operations: Record<string, (secret: Secret, input: Json) => AwsReply> = {
    GetSecretValue(secret, { VersionId, VersionStage }) {
      const stage = VersionStage ?? (VersionId === undefined ? CURRENT : undefined);
      const version = secret.versions.find(
        ({ id, stages }) =>
          (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(String(stage))),
      );
      if (version === undefined) return notFound(`the specified secret value for ${describe(VersionId, stage)}`);
      return ok(secret, { ...naming(version), ...version.value, CreatedDate: version.created });
    },
    PutSecretValue(secret, { ClientRequestToken, SecretString, SecretBinary, VersionStages }) {
      if ((SecretString === undefined) === (SecretBinary === undefined)) {
        return awsError(
          'secretsmanager',
          'InvalidParameterException',
          'You must provide either SecretString or SecretBinary.',
        );
      }
      const value = SecretString === undefined ? { SecretBinary } : { SecretString };
      const same = secret.versions.find(({ id }) => id === ClientRequestToken);
      if (same !== undefined) return again(secret, same, value);
      const stages = Array.isArray(VersionStages) ? VersionStages.map(String) : undefined;
      const token = typeof ClientRequestToken === 'string' ? ClientRequestToken : undefined;
      const version = addVersion(secret, value, token, stages);
      save();
      return ok(secret, naming(version));
    },
    DescribeSecret(secret) {
      const stages = secret.versions.map(({ id, stages }) => [id, stages] as const);
      return ok(secret, secret.versions.length === 0 ? {} : { VersionIdsToStages: Object.fromEntries(stages) });
    },
  };

  return {
    async call(operation, input) {
      const secret = find(String(input.SecretId));
      if (secret === undefined) return notFound('the specified secret.');
      return (
        operations[operation]?.(secret, input) ?? awsError('secretsmanager', 'UnknownOperationException', operation)
      );
    },
    arnOf: (id) => find(id)?.arn,
    get(id) {
      const current = find(id)?.versions.find(({ stages }) => stages.includes(CURRENT));
      return current !== undefined && 'SecretString' in current.value ? String(current.value.SecretString) : undefined;
    },
    put(id, value) {
      const secret = find(id);
      if (secret === undefined) throw new CloudError(`The stack has no secret ${id}.`);
      addVersion(secret, { SecretString: value });
      save();
    },
  };
}

/** The older version loses the stages that the newer one takes; what was current becomes the previous one. */
function withoutStages(older: Version, taken: string[]): Version {
  if (!taken.includes(CURRENT)) return { ...older, stages: older.stages.filter((stage) => !taken.includes(stage)) };
  const wasCurrent = older.stages.includes(CURRENT);
  const kept = older.stages.filter((stage) => ![...taken, PREVIOUS].includes(stage));
  return { ...older, stages: wasCurrent ? [...kept, PREVIOUS] : kept };
}

/** The same token again is the same request: no harm when it carries the same value, an error when it does not. */
function again(secret: Secret, version: Version, value: Version['value']): AwsReply {
  if (JSON.stringify(version.value) === JSON.stringify(value)) return ok(secret, naming(version));
  const message = `A resource with the ID you requested already exists: the version ${version.id} has another value.`;
  return awsError('secretsmanager', 'ResourceExistsException', message);
}

function naming({ id, stages }: Version): Json {
  return { VersionId: id, VersionStages: stages };
}

function ok({ arn, name }: Secret, body: Json): AwsReply {
  return { status: 200, body: { ARN: arn, Name: name, ...body } };
}

function notFound(what: string): AwsReply {
  return awsError('secretsmanager', 'ResourceNotFoundException', `Secrets Manager can't find ${what}`);
}

function describe(versionId: unknown, stage: unknown): string {
  return versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`;
}

/** An ARN ends with the name, a hyphen and six characters. */
function nameOf(arn: string): string {
  return arn.split(':').slice(6).join(':').slice(0, -'-xxxxxx'.length);
}

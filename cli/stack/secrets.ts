import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A secret of the stack, as a person who administers it may read and set it. */
export interface Secret {
  read(): Promise<StoredSecret>;
  write(value: string): Promise<void>;
}

export interface StoredSecret {
  /** Undefined while the secret has none. */
  value?: string | undefined;
  /** When this value was stored, epoch ms. */
  storedAt?: number | undefined;
}

/** @param arn of the secret */
export function openSecret(client: SecretsManagerClient, arn: string): Secret {
  return {
    async read() {
      try {
        const { SecretString, CreatedDate } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
        return { value: SecretString, storedAt: CreatedDate?.getTime() };
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return {};
        throw error;
      }
    },
    async write(value) {
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
    },
  };
}

import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { botSecretNames } from './bot-secret-names.ts';
import { grantSecretValue } from './grant-secret-value.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Config } from './settings.ts';
import { webhookName } from './webhook-name.ts';

/** The secrets of the user's bot, one for each name in the setting `botSecrets`. They are empty until the user fills them. */
export class BotSecrets extends Construct {
  /** JSON from each name to the ARN of its secret, as the processor reads it; undefined without names. */
  readonly arns: string | undefined;
  readonly #secrets: Secret[];

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    const secrets = botSecretNames(config).map((name) => [name, this.#secret(name, config)] as const);
    this.#secrets = secrets.map(([, secret]) => secret);
    const arns = Object.fromEntries(secrets.map(([name, { secretArn }]) => [name, secretArn]));
    this.arns = secrets.length > 0 ? Stack.of(this).toJsonString(arns) : undefined;
  }

  /** The secret with that name, if there is one. */
  find(name: string): Secret | undefined {
    return this.node.tryFindChild(name) as Secret | undefined;
  }

  /** Lets a function read the values. */
  grant(grantee: IGrantable): void {
    for (const secret of this.#secrets) grantSecretValue(secret, grantee);
  }

  #secret(name: string, config: Config): Secret {
    const secret = new Secret(this, name, {
      description: `${name} of the bot of ${webhookName(this)}`,
      removalPolicy: removalPolicyOf(config),
    });
    // Empty: a generated value would look like a key.
    (secret.node.defaultChild as CfnSecret).addPropertyDeletionOverride('GenerateSecretString');
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Another service issues the value, and a person stores it; AWS cannot make a new one.',
    });
    return secret;
  }
}

import type { Policy } from '../../lambdas/authentication/policy.ts';
import { signingKey } from '../../lambdas/authentication/webhook-secret.ts';
import type { Secret } from '../stack/secrets.ts';
import { parseWebhookSecret } from '../stack/webhook-secret.ts';
import { CommandError } from '../terminal/errors.ts';
import type { AskSecret } from '../terminal/secret-input.ts';
import { checkTime, type Rotation, store } from './rotation.ts';

/** What rotating the signing secret takes. */
export interface SigningSecretRotation extends Rotation {
  webhookSecret: Secret;
  policy: Policy;
  askSecret: AskSecret;
}

/**
 * How long deliveries that were signed by the old secret can be on their way, in ms. The vendor does not document it.
 */
const LATE_DELIVERIES_MS = 24 * 60 * 60 * 1000;

/** Stores the vendor's new signing secret next to the old one. */
export async function rotateSigningSecret(rotation: SigningSecretRotation): Promise<void> {
  const { webhookSecret, policy, askSecret, report, command } = rotation;
  const secret = parseWebhookSecret((await webhookSecret.read()).value, command);
  const { signingSecret: old } = secret;
  const given = await askSecret('Signing secret of the webhook');
  if (given === '') throw new CommandError('No signing secret was given: type it when asked, or pipe it in');
  if (policy.signature !== undefined && signingKey(given, policy.signature) === undefined) {
    throw new CommandError(
      `That is not ${policy.signature.secretEncoding}, which the setting signingSecretEncoding asks for`,
    );
  }
  if (given === old) return report.add('secret', 'already', 'this signing secret is stored already');
  if (secret.previousSigningSecret !== undefined) {
    throw new CommandError(`A rotation is not finished: run \`${command('rotate signing-secret --finish')}\` first`);
  }
  const after = { ...secret, signingSecret: given, ...(old !== undefined && { previousSigningSecret: old }) };
  const next = old === undefined ? '' : ' next to the old one';
  const words = {
    step: 'secret',
    did: `the signing secret is stored${next}; every function knows it within five minutes`,
    would: `would store the signing secret${next}`,
  };
  await store(webhookSecret.write, JSON.stringify(after), words, rotation);
}

/** Removes the old signing secret. @throws CommandError when a delivery may still be signed by it */
export async function finishSigningSecret(isNow: boolean, rotation: SigningSecretRotation): Promise<void> {
  const { webhookSecret, report, command, now } = rotation;
  const { value, storedAt } = await webhookSecret.read();
  const { previousSigningSecret, ...secret } = parseWebhookSecret(value, command);
  if (previousSigningSecret === undefined) return report.add('secret', 'already', 'there is no old signing secret');
  if (!isNow) checkTime(storedAt, LATE_DELIVERIES_MS, 'deliveries may still be signed by the old secret', now());
  const words = {
    step: 'secret',
    did: 'the old signing secret is removed',
    would: 'would remove the old signing secret',
  };
  await store(webhookSecret.write, JSON.stringify(secret), words, rotation);
}

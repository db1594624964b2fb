import { storedKeys, withKeys } from '../api-key-secret.ts';
import { checkKey } from '../connect/connect.ts';
import { CommandError } from '../errors.ts';
import type { AskSecret } from '../secret-input.ts';
import type { Secret } from '../secrets.ts';
import type { VendorApi } from '../vendor.ts';
import { checkTime, type Rotation, store } from './rotation.ts';

/** What rotating the API key takes. */
export interface ApiKeyRotation extends Rotation {
  apiKeySecret: Secret;
  /** The vendor's id of the number, where a stack has several. */
  number: string | undefined;
  vendorWith(apiKey: string): VendorApi;
  askSecret: AskSecret;
}

/** How long a function may use what it has read before, in ms. */
const KNOWN_AFTER_MS = 5 * 60 * 1000;

/** Stores a new API key before the old one, once the vendor accepts it. */
export async function rotateApiKey(rotation: ApiKeyRotation): Promise<void> {
  const { apiKeySecret, number, vendorWith, askSecret, report } = rotation;
  const { value } = await apiKeySecret.read();
  const old = storedKeys(value, number);
  const given = await askSecret('New API key of your number');
  if (given === '') throw new CommandError('No API key was given: pipe it in, or type it when asked');
  if (old.includes(given)) return report.tell('secret', 'already', 'this API key is stored already');
  if (old.length > 1) {
    throw new CommandError('A rotation is not finished: run `npm run pilot -- rotate api-key --finish` first');
  }
  const after = withKeys(value, number, [given, ...old]);
  await checkKey(vendorWith(given));
  report.tell('key', 'done', 'Pilot Status accepts the new API key, and lets it send');
  const words = {
    step: 'secret',
    did: 'the new API key is stored before the old one; every function knows it in five minutes',
    would: 'would store the new API key before the old one',
  };
  await store(apiKeySecret.write, after, words, rotation);
}

/** Removes the old API key. @throws CommandError when a function may still use it, or the vendor refuses the new one */
export async function finishApiKey(isNow: boolean, rotation: ApiKeyRotation): Promise<void> {
  const { apiKeySecret, number, vendorWith, report, now } = rotation;
  const { value, storedAt } = await apiKeySecret.read();
  const [key, ...old] = storedKeys(value, number);
  if (key === undefined || old.length === 0) return report.tell('secret', 'already', 'there is no old API key');
  if (!isNow) checkTime(storedAt, KNOWN_AFTER_MS, 'a function may not know the new key yet', now());
  await checkKey(vendorWith(key));
  report.tell('key', 'done', 'Pilot Status accepts the new API key, and lets it send');
  const words = {
    step: 'secret',
    did: 'the old API key is removed: revoke it in the dashboard now',
    would: 'would remove the old API key',
  };
  await store(apiKeySecret.write, withKeys(value, number, [key]), words, rotation);
}

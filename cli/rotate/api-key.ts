import { checkKey } from '../connect/connect.ts';
import type { Secret } from '../stack/secrets.ts';
import { CommandError } from '../terminal/errors.ts';
import type { AskSecret } from '../terminal/secret-input.ts';
import { type NumberKeys, storedKeys, withKeys } from '../vendor/api-key-secret.ts';
import { isRefusedKey, numberOfKey } from '../vendor/key-number.ts';
import type { VendorApi } from '../vendor/vendor.ts';
import { checkTime, type Rotation, store } from './rotation.ts';

/** What rotating the API key takes. */
export interface ApiKeyRotation extends Rotation {
  apiKeySecret: Secret;
  /** The vendor's id of the number, where a stack has several. */
  number: string | undefined;
  /** Where deliveries go, without the token. */
  hookUrl: string;
  vendorWith(apiKey: string): VendorApi;
  askSecret: AskSecret;
}

/** How long a function may use what it has read before, in ms. */
const KNOWN_AFTER_MS = 5 * 60 * 1000;

/** Stores a new API key before the old one, once the vendor accepts it, and it belongs to the same number. */
export async function rotateApiKey(rotation: ApiKeyRotation): Promise<void> {
  const { apiKeySecret, number, vendorWith, askSecret, report, command } = rotation;
  const { value } = await apiKeySecret.read();
  const old = storedKeys(value, number);
  const given = await askSecret('New API key of your number');
  if (given === '') throw new CommandError('No API key was given: type it when asked, or pipe it in');
  if (old.keys.includes(given)) return report.add('secret', 'already', 'this API key is stored already');
  if (old.keys.length > 1) {
    const finish = `rotate api-key --finish${number === undefined ? '' : ` --number ${number}`}`;
    throw new CommandError(`A rotation is not finished: run \`${command(finish)}\` first`);
  }
  const vendor = vendorWith(given);
  await checkKey(vendor);
  report.add('key', 'done', 'Pilot Status accepts the new API key, and lets it send');
  const words = {
    step: 'secret',
    did: 'the new API key is stored ahead of the old one; every function knows it within five minutes',
    would: 'would store the new API key ahead of the old one',
  };
  const after = async () => {
    const keys = [given, ...old.keys];
    return withKeys(value, { number: await numberFor(vendor, old, rotation), keys });
  };
  await store(apiKeySecret.write, after, words, rotation);
}

/** Removes the old API key. @throws CommandError when a function may still use it, or the vendor refuses the new one */
export async function finishApiKey(isNow: boolean, rotation: ApiKeyRotation): Promise<void> {
  const { apiKeySecret, vendorWith, report, now } = rotation;
  const { value, storedAt } = await apiKeySecret.read();
  const stored = storedKeys(value, rotation.number);
  const [key, ...old] = stored.keys;
  if (key === undefined || old.length === 0) return report.add('secret', 'already', 'there is no old API key');
  if (!isNow) checkTime(storedAt, KNOWN_AFTER_MS, 'a function may not know the new key yet', now());
  const vendor = vendorWith(key);
  await checkKey(vendor);
  report.add('key', 'done', 'Pilot Status accepts the new API key, and lets it send');
  const words = {
    step: 'secret',
    did: 'the old API key is removed: revoke it in the dashboard now',
    would: 'would remove the old API key',
  };
  const after = async () => {
    const number = stored.number ?? (await numberOfKey(vendor, rotation));
    return withKeys(value, { number, keys: [key] });
  };
  await store(apiKeySecret.write, after, words, rotation);
}

/** The number of a new key, which must be that of the old one. */
async function numberFor(vendor: VendorApi, old: NumberKeys, rotation: ApiKeyRotation): Promise<string> {
  const number = rotation.number ?? old.number ?? (await numberOfOld(old.keys, rotation));
  return numberOfKey(vendor, { ...rotation, number });
}

/** The number of a key that was stored without it; undefined without a key, or when the vendor no longer takes it. */
async function numberOfOld([key]: string[], rotation: ApiKeyRotation): Promise<string | undefined> {
  if (key === undefined) return undefined;
  return numberOfKey(rotation.vendorWith(key), rotation).catch((error: unknown) => {
    if (isRefusedKey(error)) return undefined;
    throw error;
  });
}

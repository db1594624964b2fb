import type { CommandOn } from '../stack/command-on.ts';
import type { NumberKeys } from '../vendor/api-key-secret.ts';
import { type VendorApi, VendorError } from '../vendor/vendor.ts';
import { ok, type StatusFinding } from './finding.ts';

/** What is found out about the key of one number. */
export interface KeyCheck {
  findings: StatusFinding[];
  /** The vendor's API, where the key opens it. */
  vendor?: VendorApi;
}

/**
 * Checks the keys that are stored for a number.
 *
 * @param option what names the number in a command, such as ` --number cmm0abc123`, or nothing
 */
export async function checkKeys(
  stored: NumberKeys,
  option: string,
  { vendorWith, command }: { vendorWith(apiKey: string): VendorApi; command: CommandOn },
): Promise<KeyCheck> {
  const [key] = stored.keys;
  const bad = (what: string, fix: string): KeyCheck => ({
    findings: [{ check: 'key', level: 'bad', what, why: 'Messages arrive, but get no answer: replies wait.', fix }],
  });
  if (key === undefined) return bad(`no API key is stored${option && ' for this number'}`, command(`connect${option}`));
  const vendor = vendorWith(key);
  try {
    await vendor.webhooks();
    const maySend = await vendor.maySend();
    if (!maySend) return bad('the API key belongs to the whole account and may not send', command(`connect${option}`));
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return bad(
      error.message,
      error.refusesKey ? command(`connect${option}`) : 'Try again later; what waits is sent when it is back.',
    );
  }
  return { findings: judgeStored(stored, option, command), vendor };
}

/** Judges how keys are stored that the vendor accepts. */
function judgeStored({ number, keys }: NumberKeys, option: string, command: CommandOn): StatusFinding[] {
  const findings: StatusFinding[] = [];
  if (keys.length > 1) {
    findings.push({
      check: 'key',
      level: 'warning',
      what: 'Pilot Status accepts the new API key, and the old one is stored as well',
      why: 'No harm is done, but a rotation is not finished.',
      fix: command(`rotate api-key --finish${option}`),
    });
  }
  if (number === undefined) {
    findings.push({
      check: 'key',
      level: 'warning',
      what: 'the API key is stored without its number',
      why: 'A message to any of your numbers is answered from the number of this key.',
      fix: command('connect'),
    });
  }
  return findings.length > 0 ? findings : [ok('key', 'Pilot Status accepts the API key, and lets it send')];
}

import { CommandError } from '../terminal/errors.ts';
import type { StepReport } from '../terminal/steps.ts';
import { type VendorApi, VendorError } from './vendor.ts';

interface Asking {
  /** Where the stack takes deliveries, without the token. */
  hookUrl: string;
  /** The number that it should be, by the vendor's id; undefined for whichever it is. */
  number: string | undefined;
  report: StepReport;
}

/**
 * Finds out which number an API key belongs to. No call of the API tells, and which webhooks a key may see is not
 * documented, but a webhook that is made with the key of a number belongs to that number. So one is made and deleted at
 * once; it is for no event, which delivers nothing.
 *
 * @returns the vendor's id of the number
 * @throws CommandError when the key belongs to another number, or Pilot Status does not say to which; a VendorError
 *   when it refuses the call
 */
export async function numberOfKey(vendor: VendorApi, { hookUrl, number, report }: Asking): Promise<string> {
  const webhook = { url: `${hookUrl}/whose-key`, name: 'whose API key is this', events: [] };
  const { id, numberIds } = await vendor
    .create({ ...webhook, ...(number !== undefined && { whatsappNumberId: number }) })
    .catch((error: unknown) => {
      throw number !== undefined && error instanceof VendorError && error.code === 'NUMBER_MISMATCH'
        ? otherNumber(number)
        : error;
    });
  await vendor.remove(id).catch(() => {
    report.add('key', 'warning', `the temporary webhook ${id} is still there: delete it in the dashboard`);
  });
  const [only, ...others] = numberIds;
  if (number !== undefined && (only === undefined || numberIds.includes(number))) return number;
  if (number !== undefined) throw otherNumber(number, only);
  if (only !== undefined && others.length === 0) return only;
  throw new CommandError('Pilot Status does not say which number the API key belongs to: name it with --number');
}

function otherNumber(number: string, actual?: string): CommandError {
  const whose = actual === undefined ? 'of another number' : `of the number ${actual}`;
  return new CommandError(`The API key is ${whose}, not of ${number}: copy the key of ${number} from the dashboard`);
}

/** Whether the vendor said that it does not take a key. */
export function isRefusedKey(error: unknown): boolean {
  return error instanceof VendorError && error.refusesKey;
}

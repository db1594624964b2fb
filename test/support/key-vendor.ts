import { type VendorApi, VendorError, type VendorWebhook } from '../../cli/vendor/vendor.ts';

/** What a vendor of the tests does where its documentation is silent. */
interface Silence {
  /**
   * Whether it refuses a webhook for another number than that of the key; otherwise it makes one for the number of the
   * key.
   */
  refusesMismatch?: boolean;
  /** Whether a webhook tells which numbers it is for. */
  tellsNumbers?: boolean;
  /** Whether a webhook can be deleted. */
  deletes?: boolean;
}

/**
 * A vendor with numbers, each with a key, of which it tells as little as its documentation.
 *
 * @param keys from key to number
 */
export function keyVendor(keys: Record<string, string>, silence: Silence = {}) {
  const { refusesMismatch = true, tellsNumbers = true, deletes = true } = silence;
  const webhooks: VendorWebhook[] = [];
  const asked: string[] = [];
  let ids = 0;

  const vendorWith = (key: string): VendorApi => {
    asked.push(key);
    const own = keys[key];
    const known = (): string => {
      if (own !== undefined) return own;
      throw new VendorError('Pilot Status does not accept the API key (401)', { refusesKey: true });
    };
    const find = (id: string) => webhooks.find((webhook) => webhook.id === id) as VendorWebhook;
    return {
      webhooks: async () => (known() === '' ? [] : [...webhooks]),
      maySend: async () => known() !== '',
      logs: async () => [],
      async create({ url, events, whatsappNumberId = known() }) {
        if (whatsappNumberId !== known() && refusesMismatch) {
          throw new VendorError('The key belongs to another number', { code: 'NUMBER_MISMATCH' });
        }
        const webhook = { id: `wh_${++ids}`, url, active: true, events, numberIds: tellsNumbers ? [known()] : [] };
        webhooks.push(webhook);
        return webhook;
      },
      update: async (id, changes) => Object.assign(find(id), changes),
      async remove(id) {
        if (!deletes) throw new VendorError('No.');
        webhooks.splice(webhooks.indexOf(find(id)), 1);
      },
    };
  };
  return { vendorWith, webhooks, asked };
}

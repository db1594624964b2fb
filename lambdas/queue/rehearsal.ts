import type { Log } from '../telemetry/log.ts';

/**
 * What a function rehearses with in its init: a delivery of its own, a ledger that holds nothing and a log that says
 * nothing. A rehearsal leaves Node with compiled code for the first real message, at init's whole processor.
 */

const nothing = () => undefined;

export const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Nobody's delivery. */
export const DELIVERY = {
  event: 'message.received',
  data: { id: 'rehearsal', from: '+5500000000000', numberId: 'rehearsal', content: 'Hi' },
};

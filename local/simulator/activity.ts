import type { Account } from './account.ts';
import type { FaultLists } from './faults.ts';
import type { SimulatedMessage } from './messages.ts';
import type { DeliveryAttempt } from './webhooks.ts';

/** A call of the API, as it was on the wire. */
export interface ApiCall {
  method: string;
  /** The path with its query. */
  url: string;
  /** When it came, epoch ms. */
  at: number;
  ms: number;
  request: { headers: Record<string, string | string[]>; body: string };
  /** Missing when the connection was cut instead. */
  answer?: { status: number; headers: Record<string, string | string[]>; body: string };
}

/** What happened inside the simulator. */
export type VendorActivity =
  /** A send was accepted, or a contact wrote. */
  | { kind: 'message'; message: SimulatedMessage }
  /** Something became of a message. */
  | { kind: 'status'; message: SimulatedMessage }
  /** An event was tried to be delivered to a webhook. */
  | { kind: 'delivery'; delivery: DeliveryAttempt }
  /** A call of the vendor's API was answered, or cut. */
  | { kind: 'call'; call: ApiCall }
  /** Which faults are left; a new state each time. */
  | { kind: 'faults'; faults: FaultLists }
  /** The account was changed. */
  | { kind: 'account'; account: Account };

export type ObserveVendor = (activity: VendorActivity) => void;

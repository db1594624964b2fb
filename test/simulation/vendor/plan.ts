/** A time during which the vendor answers everything alike, ms from the start. */
export interface Mood {
  from: number;
  to: number;
  kind: 'rate limited' | 'unavailable' | 'unauthorized' | 'offline' | 'unreachable' | 'silent';
}

/** How the vendor behaves in a run. Probabilities are per request, and hold while there are faults. */
export interface VendorPlan {
  moods: Mood[];
  refused: number;
  cut: number;
  answerLost: number;
  silence: number;
  slow: number;
  rateLimited: number;
  unavailable: number;
  /** Per accepted send: its 202 says no id. */
  idLeftOut: number;
  /** How much later than its acceptance a message shows in the history, at most, in ms. */
  historyDelayMs: number;
  /** Whether the items of the history have the `id` of the send; the documentation does not say. */
  historyHasIds: boolean;
  /** Whether `data.id` of a status is the id of the message, or one of its own. */
  statusIdIs: 'message' | 'event';
  /** How far the vendor's clock is ahead, in ms. */
  skewMs: number;
}

export const KIND_VENDOR: VendorPlan = {
  moods: [],
  refused: 0,
  cut: 0,
  answerLost: 0,
  silence: 0,
  slow: 0,
  rateLimited: 0,
  unavailable: 0,
  idLeftOut: 0,
  historyDelayMs: 0,
  historyHasIds: true,
  statusIdIs: 'message',
  skewMs: 0,
};

/** A number of the account, as the vendor knows it. */
export interface VendorNumber {
  id: string;
  apiKey: string;
  phone: string;
  /** Then its history is empty. */
  relayOnly: boolean;
}

import type { HistoryFormat } from './history.ts';

/** A time during which the vendor answers everything alike, ms from the start. */
export interface Mood {
  from: number;
  to: number;
  kind:
    | 'rate limited'
    | 'unavailable'
    | 'unauthorized'
    | 'unpaid'
    | 'offline'
    | 'unreachable'
    | 'silent'
    /** It takes every send, and a gateway in front of it answers in its place. */
    | 'behind a gateway'
    /** It takes every send, and answers with an error of its own. */
    | 'broken'
    /** A gateway answers everything, and nothing comes to the vendor. */
    | 'shut off';
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
  /** A gateway answers a request, which does not come to the vendor. */
  gatewayInstead: number;
  /** A gateway answers a send that the vendor has accepted; or the vendor does, with an error of its own. */
  gatewayAfter: number;
  brokenAfter: number;
  /** Per accepted send: its 202 says no id. */
  idLeftOut: number;
  /** How much later than its acceptance a message shows in the history, at most, in ms. */
  historyDelayMs: number;
  history: HistoryFormat;
  /** Whether `data.id` of a status is the id of the message, or one of its own. */
  statusIdIs: 'message' | 'event';
  /** How far the vendor's clock is ahead, in ms; and how much further that of its history, which no answer tells. */
  skewMs: number;
  historySkewMs: number;
  /** Whether its answers say by its clock when they were made. */
  hasDates: boolean;
}

/** A history as it is documented. */
export const PLAIN_HISTORY: HistoryFormat = {
  times: 'ISO',
  texts: 'whole',
  ids: 'send',
  hasWhatsappIds: true,
  directions: 'OUTBOUND',
  addresses: 'E.164',
  order: 'oldest first',
  pageLimit: 100,
  trafficMs: 0,
};

export const KIND_VENDOR: VendorPlan = {
  moods: [],
  refused: 0,
  cut: 0,
  answerLost: 0,
  silence: 0,
  slow: 0,
  rateLimited: 0,
  unavailable: 0,
  gatewayInstead: 0,
  gatewayAfter: 0,
  brokenAfter: 0,
  idLeftOut: 0,
  historyDelayMs: 0,
  history: PLAIN_HISTORY,
  statusIdIs: 'message',
  skewMs: 0,
  historySkewMs: 0,
  hasDates: true,
};

/** A number of the account, as the vendor knows it. */
export interface VendorNumber {
  id: string;
  apiKey: string;
  phone: string;
  /** Then its history is empty. */
  relayOnly: boolean;
}

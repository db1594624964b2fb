import type { Account, EventFault, SendFault } from '../protocol.ts';
import type { PAGE } from './texts/page.ts';

/** A text of the page without values. */
export type SwitchText = Exclude<keyof typeof PAGE, `${string}{${string}`>;

/** Something that can be made to go wrong. */
export interface FaultSwitch<Fault> {
  label: SwitchText;
  /** What will be seen, for who does not know yet. */
  hint: SwitchText;
  fault: Fault;
}

/** What can go wrong with an event on its way to the webhook. */
export const EVENT_SWITCHES: readonly FaultSwitch<EventFault>[] = [
  { label: 'twice', hint: 'Each event is delivered twice: one answer', fault: { kind: 'duplicate' } },
  { label: 'out of order', hint: 'An event arrives after the one that follows it', fault: { kind: 'reorder' } },
  { label: '3 s late', hint: 'Each event is delivered three seconds late', fault: { kind: 'delay', ms: 3_000 } },
  { label: 'never', hint: 'Events are not delivered: nothing here can notice', fault: { kind: 'drop' } },
];

/** What can go wrong with a send. */
export const SEND_SWITCHES: readonly FaultSwitch<SendFault>[] = [
  { label: '429', hint: 'Too many requests: sent again after a backoff', fault: { kind: 'rateLimited' } },
  {
    label: '429, wait 5 s',
    hint: 'Too many requests, with Retry-After: sent again after five seconds',
    fault: { kind: 'rateLimited', retryAfterSeconds: 5 },
  },
  { label: '500', hint: 'The vendor fails: sent again after a backoff', fault: { kind: 'broken' } },
  {
    label: 'answer lost',
    hint: 'It is sent, but the answer is lost: the history is searched for the reply before it is sent again',
    fault: { kind: 'lost' },
  },
  { label: '3 s slow', hint: 'The vendor answers after three seconds', fault: { kind: 'slow', ms: 3_000 } },
  { label: '401', hint: 'The API key is refused: replies wait for the right one', fault: { kind: 'unauthorized' } },
  {
    label: 'fails later',
    hint: 'It is accepted, then message.failed arrives',
    fault: { kind: 'failed', code: 'WHATSAPP_NOT_EXIST' },
  },
];

/** What the number can lack, for as long as the switch is on. */
export interface AccountSwitch {
  label: SwitchText;
  hint: SwitchText;
  on: Partial<Account>;
  off: Partial<Account>;
}

export const ACCOUNT_SWITCHES: readonly AccountSwitch[] = [
  {
    label: 'offline',
    hint: 'The number is not connected: sends get 409 and are made again later',
    on: { online: false },
    off: { online: true },
  },
  {
    label: 'no history',
    hint: 'Messages are not kept: a send whose answer was lost cannot be looked up, and is parked',
    on: { history: false },
    off: { history: true },
  },
  {
    label: 'window closed',
    hint: 'A Meta number whose 24 hours are over: free text fails',
    on: { meta: true, windowHours: 0 },
    off: { meta: false, windowHours: 24 },
  },
];

/** Whether the account is as a switch makes it. */
export function isAccountOn(account: Account, { on }: AccountSwitch): boolean {
  return Object.entries(on).every(([name, value]) => account[name as keyof Account] === value);
}

/** Whether a switch is what goes wrong now. */
export function isOn<Fault extends { kind: string }>(
  [first]: readonly Fault[],
  { fault }: FaultSwitch<Fault>,
): boolean {
  return first !== undefined && JSON.stringify(withoutNext(first)) === JSON.stringify(withoutNext(fault));
}

/** How often it will still go wrong; undefined for always. */
export function timesLeft([first]: readonly { next?: number }[]): number | undefined {
  return first?.next;
}

function withoutNext<Fault extends object>(fault: Fault): Record<string, unknown> {
  const { next: _, ...rest } = fault as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b)));
}

import { droppedEvents, USUAL_EVENTS } from '../connect/plan.ts';
import type { CommandOn } from '../stack/command-on.ts';
import { ourWebhooks, type StackHook, wantedUrl } from '../vendor/our-webhook.ts';
import type { VendorWebhook } from '../vendor/vendor.ts';
import { ok, type StatusFinding } from './finding.ts';

/** What a webhook of the vendor is judged by. */
export interface Expected {
  hook: StackHook;
  /** The vendor's id of the number, where it is known. */
  number: string | undefined;
  /** What names the number in a command, where there are several. */
  option: string;
  command: CommandOn;
}

const DEAF = 'Nothing that people write arrives.';

/** Judges the vendor's webhooks. @returns also the one that is ours, if there is one */
export function judgeWebhooks(
  webhooks: VendorWebhook[],
  { hook, number, option, command }: Expected,
): { findings: StatusFinding[]; ours?: VendorWebhook } {
  const [ours, ...others] = ourWebhooks(webhooks, hook, number);
  const fix = command(`connect${option}`);
  const finding = (level: 'bad' | 'warning', what: string, why: string, fixedBy = fix): StatusFinding => ({
    check: 'webhook',
    level,
    what,
    why,
    fix: fixedBy,
  });
  if (ours === undefined) return { findings: [finding('bad', 'Pilot Status has no webhook for this stack', DEAF)] };

  const findings: StatusFinding[] = [];
  if (!ours.active) findings.push(finding('bad', 'the webhook is paused', DEAF, command('resume')));
  if (ours.url !== wantedUrl(ours, hook)) findings.push(judgeUrl(ours.url, hook, finding));
  findings.push(...judgeEvents(ours.events, finding));
  for (const { id } of others) {
    const why = 'People still get one answer, but every event is delivered twice.';
    findings.push(finding('warning', `${id} is a second webhook of this stack`, why, 'Delete it in the dashboard.'));
  }
  return { findings: findings.length > 0 ? findings : [ok('webhook', describe(ours))], ours };
}

type MakeFinding = (level: 'bad' | 'warning', what: string, why: string) => StatusFinding;

function judgeUrl(url: string, { tokens }: StackHook, finding: MakeFinding): StatusFinding {
  if (!tokens.some((token) => url.endsWith(`/${token}`))) {
    return finding('bad', 'the URL of the webhook has a token that is not valid', `${DEAF} Every delivery is refused.`);
  }
  const why = 'No harm is done until the rotation is finished; then every delivery would be refused.';
  return finding('warning', 'the URL of the webhook has the previous token', why);
}

function judgeEvents(events: string[], finding: MakeFinding): StatusFinding[] {
  if (events.length === 0) return [finding('bad', 'the webhook has no events', DEAF)];
  const missing = droppedEvents(USUAL_EVENTS, events);
  if (missing.length === 0) return [];
  const what = `the webhook lacks ${missing.join(', ')}`;
  if (missing.includes('message.received')) return [finding('bad', what, 'The bot does not get what people write.')];
  return [finding('warning', what, 'Some messages, or what became of some replies, stay unknown.')];
}

function describe({ events }: VendorWebhook): string {
  return `the webhook is active, for ${events.includes('*') ? 'all events' : `${events.length} events`}`;
}

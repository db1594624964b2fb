import type { Secret } from '../stack/secrets.ts';
import { sendTestEvent, type Testing } from '../stack/test-event.ts';
import { CommandError } from '../terminal/errors.ts';
import type { AskSecret } from '../terminal/secret-input.ts';
import type { ReportedStep, StepReport } from '../terminal/steps.ts';
import { numbersIn, ownerOf, storedKeys, withKeys } from '../vendor/api-key-secret.ts';
import { isRefusedKey, numberOfKey } from '../vendor/key-number.ts';
import { ourWebhooks, urlOf } from '../vendor/our-webhook.ts';
import type { VendorApi, VendorWebhook } from '../vendor/vendor.ts';
import { ANSWERED_EVENTS, changesTo, describeChanges, droppedEvents, type Wanted, wantedEvents } from './plan.ts';

/** What connecting takes of the world. */
export interface Connecting extends Testing {
  /** Opens the vendor's API with a key. */
  vendorWith(apiKey: string): VendorApi;
  apiKeySecret: Secret;
  askSecret: AskSecret;
}

/** What is to be connected. */
export interface ConnectRequest extends Wanted {
  /** The name that a new webhook gets. */
  name: string;
  /** The vendor's id of the number, where a stack has several. */
  number: string | undefined;
  dryRun: boolean;
}

/**
 * Connects a stack with the vendor: its API key, the vendor's webhook, a test event. What is as it should be is left
 * alone.
 *
 * @throws CommandError at the first step that fails; those before it stand
 */
export async function connect(request: ConnectRequest, connecting: Connecting): Promise<void> {
  const { vendor, number } = await connectKey(request, connecting);
  await connectWebhook({ ...request, number }, vendor, connecting.report);
  if (request.dryRun) connecting.report.add('test', 'planned', 'would send a test event to the endpoint');
  else await sendTestEvent(connecting);
}

/** Stores the key with its number, after all that is to be known of it is known. */
async function connectKey(
  request: ConnectRequest,
  connecting: Connecting,
): Promise<{ vendor: VendorApi; number: string | undefined }> {
  const { apiKeySecret, vendorWith, report } = connecting;
  const { value } = await apiKeySecret.read();
  const key = await askKey(value, request, connecting);
  const owner = ownerOf(value, key);
  const vendor = vendorWith(key);
  await checkKey(vendor);
  report.add('key', 'done', 'Pilot Status accepts the API key, and lets it send');
  if (owner !== undefined && owner === (request.number ?? owner)) {
    report.add('secret', 'already', `the API key of the number ${owner} is stored already`);
    return { vendor, number: owner };
  }
  if (request.dryRun) {
    report.add('secret', 'planned', 'would find out which number the API key belongs to, and store both');
    return { vendor, number: request.number };
  }
  const number = await numberOfKey(vendor, { ...request.hook, number: request.number, report });
  const plain = numbersIn(value).includes(undefined) ? storedKeys(value, undefined).keys : [];
  const isPlain = plain.includes(key);
  const others = isPlain || plain.length === 0 ? value : await withNumber(plain, request, connecting);
  await apiKeySecret.write(withKeys(others, { number, keys: isPlain ? plain : [key] }));
  report.add('secret', 'done', `the API key of the number ${number} is stored in the secret of the stack`);
  return { vendor, number };
}

async function askKey(
  secret: string | undefined,
  { number }: ConnectRequest,
  { askSecret }: Connecting,
): Promise<string> {
  const isStored = numbersIn(secret).some((stored) => stored === undefined || stored === (number ?? stored));
  const keep = isStored ? ' (Enter keeps the stored one)' : '';
  const key = (await askSecret(`API key of your number${keep}`)) || storedKeys(secret, number).keys[0];
  if (key !== undefined) return key;
  throw new CommandError('No API key is stored and none was given: type it when asked, or pipe it in');
}

/**
 * The secret with keys that were stored without their number, as older versions did, and with their number.
 *
 * @returns undefined when the vendor does not take them any more: then they answer nobody
 */
async function withNumber(
  keys: string[],
  { hook }: ConnectRequest,
  { vendorWith, report }: Connecting,
): Promise<string | undefined> {
  try {
    const number = await numberOfKey(vendorWith(`${keys[0]}`), { ...hook, number: undefined, report });
    return withKeys(undefined, { number, keys });
  } catch (error) {
    if (isRefusedKey(error)) return undefined;
    throw error;
  }
}

/** @throws CommandError when the vendor does not take the key, or it is one of the whole account */
export async function checkKey(vendor: VendorApi): Promise<void> {
  await vendor.webhooks();
  if (await vendor.maySend()) return;
  throw new CommandError('This API key belongs to the whole account and may not send: use the key of one number');
}

async function connectWebhook(request: ConnectRequest, vendor: VendorApi, report: StepReport): Promise<void> {
  const [ours, ...others] = ourWebhooks(await vendor.webhooks(), request.hook, request.number);
  if (ours === undefined) await create(request, vendor, report);
  else await update(ours, request, vendor, report);
  for (const { id } of others) {
    report.add('webhook', 'warning', `${id} delivers every event a second time: delete it in the dashboard`);
  }
}

async function create(request: ConnectRequest, vendor: VendorApi, report: StepReport): Promise<void> {
  const { hook, name, number, dryRun } = request;
  const events = wantedEvents([], request);
  if (dryRun) {
    report.add('webhook', 'planned', 'would create a webhook');
    return reportEvents(events, events, 'planned', report);
  }
  const fields = { url: urlOf(hook), name, events, ...(number !== undefined && { whatsappNumberId: number }) };
  const webhook = await vendor.create(fields);
  report.add('webhook', 'done', `created the webhook ${webhook.id}`);
  reportEvents(webhook.events, events, 'done', report);
}

async function update(
  ours: VendorWebhook,
  request: ConnectRequest,
  vendor: VendorApi,
  report: StepReport,
): Promise<void> {
  const changes = changesTo(ours, request);
  const { events: asked = ours.events } = changes;
  if (Object.keys(changes).length === 0) {
    report.add('webhook', 'already', `the webhook ${ours.id} is up to date`);
    return reportEvents(ours.events, asked, 'already', report);
  }
  if (request.dryRun) {
    report.add('webhook', 'planned', `would change the webhook ${ours.id}: ${describeChanges(changes)}`);
    return reportEvents(asked, asked, 'planned', report);
  }
  const webhook = await vendor.update(ours.id, changes);
  report.add('webhook', 'done', `changed the webhook ${ours.id}: ${describeChanges(changes)}`);
  reportEvents(webhook.events, asked, 'done', report);
}

/** @param events those that the webhook is for @param asked those that it should be for */
function reportEvents(events: string[], asked: string[], state: ReportedStep['state'], report: StepReport): void {
  const dropped = droppedEvents(asked, events);
  const deaf = droppedEvents(ANSWERED_EVENTS, events);
  if (events.length === 0) report.add('events', 'warning', 'the webhook has no events, so nothing is delivered');
  else report.add('events', state, events.includes('*') ? 'all events (*)' : events.join(', '));
  if (dropped.length > 0) {
    report.add('events', 'warning', `Pilot Status left out ${dropped.join(', ')}: this number cannot emit them`);
  }
  if (events.length > 0 && deaf.length > 0) {
    report.add('events', 'warning', `without ${deaf.join(' and ')} the bot does not get what people write`);
  }
}

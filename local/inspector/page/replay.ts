import type { EventDetail } from '../protocol.ts';
import { t } from './texts.ts';

/** The body of an event as it was delivered, or as the queue had it; undefined where it is not kept. */
export function bodyOf({ steps }: EventDetail): string | undefined {
  const delivered = steps.find(({ exchange }) => exchange?.method === 'POST' && exchange.url.startsWith('/hooks/'));
  const queued = steps.find(({ station, message }) => station === 'processor' && message !== undefined);
  const body = delivered?.exchange?.request.body ?? queued?.message?.body;
  return body === undefined || parsed(body) === undefined ? undefined : body;
}

/** The fields by which an event is known again. */
const IDS = ['id', 'messageId', 'internalMessageId'];

/**
 * The same event as another one that happens now: with ids of its own where it had any, and its time.
 *
 * @param body any text: what is no JSON stays as it is
 * @param now epoch ms
 */
export function asNew(body: string, newId: () => string, now: number): string {
  const event = parsed(body);
  if (typeof event?.data !== 'object' || event.data === null) return body;
  const fresh = new Map<unknown, string>();
  const data = Object.fromEntries(
    Object.entries(event.data).map(([name, value]) => {
      if (name === 'createdAt') return [name, new Date(now).toISOString()];
      if (!IDS.includes(name) || typeof value !== 'string') return [name, value];
      const id = fresh.get(value) ?? `replay-${newId()}`;
      fresh.set(value, id);
      return [name, id];
    }),
  );
  return JSON.stringify({ ...event, data });
}

/** What is wrong with a body, for whoever edited it. */
export function bodyProblem(body: string): string | undefined {
  return parsed(body) === undefined ? t('This is no JSON object.') : undefined;
}

function parsed(body: string): { data?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

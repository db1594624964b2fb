import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, parseJson, text } from '../../../lambdas/runtime/json.ts';
import type { ApiCall } from '../../simulator/activity.ts';
import { keepPart } from './keep.ts';
import { type TracerModel, update } from './model.ts';
import { addStep, rounded, type TracedItem } from './trace.ts';
import { statusText, toneOfStatus } from './words.ts';

/** Takes a call of the vendor's API: a send is a step of the event that it answers, a look-up one of all that look. */
export function takeCall(call: ApiCall, model: TracerModel): void {
  for (const { trace, item } of call.method === 'POST' ? senderOf(call, model) : seekers(call, model)) {
    const isSend = call.method === 'POST';
    if (isSend) item.isLost = call.answer === undefined;
    addStep(trace, stepOf(call, isSend ? 'send' : 'look-up'));
    update(trace, model);
  }
}

/**
 * The reply that a send is about: one to its address with its content, else, for a template in its place, any to its
 * address.
 */
function senderOf({ url, request }: ApiCall, { sending }: TracerModel): TracedItem[] {
  const body = url === '/v1/messages/send' ? parseJson(request.body) : undefined;
  if (!isObject(body)) return [];
  const { destinationNumber, groupId, newsletterId, ...content } = body;
  const to = text(destinationNumber) ?? text(groupId) ?? text(newsletterId) ?? '';
  const atWork = [...(sending.get(to) ?? [])].filter(({ item }) => item.state === 'working');
  const task = atWork.find(({ item }) => says(item.job?.content, content)) ?? atWork[0];
  return task === undefined ? [] : [task];
}

function says(reply: unknown, content: JsonObject): boolean {
  return isDeepStrictEqual(reply, content);
}

/** A look-up names no reply: it is a step of each that is at work and whose last send had no answer. */
function seekers({ url }: ApiCall, { sending }: TracerModel): TracedItem[] {
  if (!url.startsWith('/v1/messages/')) return [];
  const tasks = [...sending.values()].flatMap((tasks) => [...tasks]);
  return tasks.filter(({ item }) => item.isLost === true && item.state === 'working');
}

function stepOf({ method, url, at, ms, request, answer }: ApiCall, name: 'send' | 'look-up') {
  const said = answer === undefined ? 'no answer' : statusText(answer.status);
  return {
    at,
    ms: rounded(ms),
    station: 'vendor',
    what: name === 'send' ? said : `history: ${said}`,
    tone: answer === undefined ? 'bad' : toneOfStatus(answer.status),
    exchange: { method, url, request: keepPart(request), ...(answer && { answer: keepPart(answer) }) },
  } as const;
}

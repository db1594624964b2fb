import type { Account, ContactState, Delivered, EventDetail, FaultLists, Redrive, Redriven } from '../protocol.ts';
import { t } from './texts.ts';
import type { PageWriting } from './writer.ts';

/** All of these throw an Error whose message is for the user. */
export const write = (writing: PageWriting) => call<unknown>('POST', 'messages', json(writing));
export const putFaults = (faults: FaultLists) => call<FaultLists>('PUT', 'faults', json(faults));
export const putAccount = (changes: Partial<Account>) => call<Account>('PUT', 'account', json(changes));
export const getDetail = (n: number) => call<EventDetail>('GET', `events/${n}`);
export const redrive = (what: Redrive) => call<Redriven>('POST', 'dead-letters/redrive', json(what));

export const find = (text: string) => call<unknown>('POST', 'find', json({ text }));

export const getContact = (chat: string) => call<ContactState>('GET', `contacts/${encodeURIComponent(chat)}`);
export const release = (chat: string) => call<ContactState>('POST', `contacts/${encodeURIComponent(chat)}/release`);
export const reset = (chat: string) => call<ContactState>('POST', `contacts/${encodeURIComponent(chat)}/reset`);
export const deliver = (body: string) => call<Delivered>('POST', 'deliveries', json({ body }));

/** Keeps a file for the simulator to link to. @returns its URL */
export async function upload(file: File): Promise<string> {
  const { link } = await call<{ link: string }>('POST', 'media', { type: file.type, body: file });
  return link;
}

interface Body {
  type: string;
  body: BodyInit;
}

function json(value: unknown): Body {
  return { type: 'application/json', body: JSON.stringify(value) };
}

async function call<Answer>(method: string, path: string, content?: Body): Promise<Answer> {
  const response = await fetch(`/inspector/${path}`, {
    method,
    ...(content && { headers: { 'content-type': content.type }, body: content.body }),
  }).catch(() => {
    throw new Error(t('The server does not answer. Is the command that serves it still running?'));
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? t('The server answered {status}.', { status: response.status }));
  return answer;
}

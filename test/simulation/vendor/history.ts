import type { HttpResponse } from '../../../lambdas/http.ts';

/** A message in the vendor's history. */
export interface HistoryItem {
  numberId: string;
  direction: 'INBOUND' | 'OUTBOUND';
  /** The id of the send, where the history gives one. */
  id?: string;
  externalMessageId: string;
  text: string;
  participantPhone: string;
  /** By the vendor's clock, epoch ms. */
  createdAt: number;
  /** When the history begins to show it, epoch ms. */
  shownAt: number;
}

/** Answers `GET /v1/messages/history` of one number. */
export function answerHistory(items: HistoryItem[], url: URL, now: number): HttpResponse {
  const from = Date.parse(url.searchParams.get('startDate') ?? '');
  const to = Date.parse(url.searchParams.get('endDate') ?? '');
  const page = Number(url.searchParams.get('page'));
  const pageSize = Number(url.searchParams.get('pageSize'));
  const found = items
    .filter(({ createdAt, shownAt }) => shownAt <= now && createdAt >= from && createdAt <= to)
    .slice((page - 1) * pageSize, page * pageSize)
    .map(({ shownAt: _, numberId: __, createdAt, ...item }) => ({
      ...item,
      createdAt: new Date(createdAt).toISOString(),
      status: 'SENT',
    }));
  return { status: 200, headers: {}, body: JSON.stringify({ items: found, page }) };
}

import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import { iso, type Messages, type SimulatedMessage } from './messages.ts';

interface HistoryQuery {
  startDate: string;
  endDate: string;
  page?: string;
  pageSize?: string;
}

const HISTORY_QUERY = {
  type: 'object',
  required: ['startDate', 'endDate'],
  properties: {
    startDate: { type: 'string', format: 'date-time' },
    endDate: { type: 'string', format: 'date-time' },
    page: { type: 'string', pattern: '^[1-9]\\d*$' },
    pageSize: { type: 'string', pattern: '^([1-9]\\d?|100)$' },
  },
};

/** `GET /v1/messages/history` and `GET /v1/messages/{id}`: what became of messages. */
export function addHistory(app: FastifyInstance, messages: Messages, account: Account): void {
  app.get<{ Querystring: HistoryQuery }>(
    '/v1/messages/history',
    { schema: { querystring: HISTORY_QUERY } },
    async ({ query: { startDate, endDate, page = '1', pageSize = '20' } }) => {
      const kept = account.history ? messages.between(Date.parse(startDate), Date.parse(endDate)) : [];
      const size = Math.min(Number(pageSize), account.historyPageSize);
      const from = (Number(page) - 1) * size;
      const items = kept.slice(from, from + size).map((message) => historyItem(message, account));
      return { items, page: Number(page), pageSize: size };
    },
  );

  app.get<{ Params: { id: string } }>('/v1/messages/:id', async ({ params }) => {
    const message = messages.find(params.id);
    if (message === undefined) throw new ApiError(404, 'MESSAGE_NOT_FOUND', 'There is no such message');
    const { id, correlationId, messageId, status, destination, errorMessage, createdAt } = message;
    return { id, correlationId, messageId, status, ...destination, errorMessage, createdAt: iso(createdAt) };
  });
}

function historyItem(
  { id, direction, messageId, status, destination, text, createdAt }: SimulatedMessage,
  account: Account,
) {
  return {
    ...(account.historyIds && { id }),
    ...(account.historyDirections && { direction }),
    externalMessageId: messageId,
    status,
    participantPhone: Object.values(destination)[0],
    ...(text !== undefined && account.historyTexts !== 'none' && { text: textAs(account.historyTexts, text) }),
    createdAt: timeAs(account.historyTimes, createdAt),
  };
}

/** As many characters as a list of messages has room for. */
const SHORT = 20;

function textAs(form: Account['historyTexts'], text: string): string {
  return form === 'shortened' && text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}

/** Brazil's time, three hours behind. */
const ZONE_MS = 3 * 60 * 60 * 1000;

function timeAs(form: Account['historyTimes'], time: number): string | number {
  if (form === 'seconds') return Math.floor(time / 1000);
  if (form === 'milliseconds') return time;
  return form === 'local' ? iso(time - ZONE_MS).slice(0, 19) : iso(time);
}

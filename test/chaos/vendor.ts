import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the vendor behaves for a while. */
export type VendorMood = 'well' | 'rate limited' | 'broken' | 'silent' | 'behind a gateway';

/** A vendor that can be told to misbehave, and that keeps the history that it documents. */
export interface FaultyVendor {
  url: string;
  mood: VendorMood;
  /** What was accepted, in order. */
  accepted: { to: string; text: string }[];
  /** What it was asked, and did not accept or did not answer, by mood. */
  refused: Record<VendorMood, number>;
  /** Called for each message that was accepted. */
  onAccept(message: { id: string; to: string; text: string }): void;
  /** The contact wrote: the history has it. */
  received(from: string, text: string): void;
  stop(): void;
}

export async function faultyVendor(random: () => number): Promise<FaultyVendor> {
  const accepted: FaultyVendor['accepted'] = [];
  const history: Record<string, string>[] = [];
  const refused = { well: 0, 'rate limited': 0, broken: 0, silent: 0, 'behind a gateway': 0 };
  const remember = (direction: string, participantPhone: string, text: string, id: string) =>
    history.push({ id, direction, participantPhone, text, createdAt: new Date().toISOString() });

  const accept = ({ destinationNumber, text }: Record<string, string>): string => {
    const id = `msg_${accepted.length}`;
    accepted.push({ to: String(destinationNumber), text: String(text) });
    remember('OUTBOUND', String(destinationNumber), String(text), id);
    vendor.onAccept({ id, to: String(destinationNumber), text: String(text) });
    return id;
  };

  const moods: Record<VendorMood, (response: ServerResponse, body: Record<string, string>) => void> = {
    well: (response, body) => void json(response, 202, { id: accept(body), status: 'QUEUED' }),
    'rate limited': (response) => void response.writeHead(429, random() < 0.5 ? { 'retry-after': '1' } : {}).end(),
    broken: (response) => void json(response, 500, { code: 'INTERNAL_ERROR' }),
    // Half of what a gateway answers was accepted.
    'behind a gateway': (response, body) => {
      if (random() < 0.5) accept(body);
      response.writeHead(504, { 'content-type': 'text/html' }).end('<html>504 Gateway Time-out</html>');
    },
    // The worst: half of what never gets an answer was accepted.
    silent: (_response, body) => {
      if (random() < 0.5) accept(body);
    },
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://vendor');
    const body = Buffer.concat(await request.toArray()).toString();
    if (url.pathname === '/v1/messages/history')
      return void json(response, 200, historyPage(history, url.searchParams));
    if (vendor.mood !== 'well') refused[vendor.mood]++;
    moods[vendor.mood](response, JSON.parse(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const vendor: FaultyVendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'well',
    accepted,
    refused,
    onAccept: () => undefined,
    received: (from, text) => remember('INBOUND', from, text, `in_${history.length}`),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return vendor;
}

function historyPage(history: Record<string, string>[], query: URLSearchParams): object {
  const [from = '', to = ''] = [query.get('startDate') ?? '', query.get('endDate') ?? ''];
  const [page, pageSize] = [Number(query.get('page') ?? 1), Number(query.get('pageSize') ?? 20)];
  const inRange = history.filter(({ createdAt = '' }) => createdAt >= from && createdAt <= to);
  return { items: inRange.slice((page - 1) * pageSize, page * pageSize), page, pageSize };
}

function json(response: ServerResponse, status: number, body: object): ServerResponse {
  return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

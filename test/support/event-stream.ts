import { get } from 'node:http';
import type { Snapshot, Update } from '../../local/inspector/protocol.ts';

/** The inspector's stream, as a page hears it. */
export interface EventStream {
  snapshots: Snapshot[];
  updates: Update[];
  headers: Record<string, string | string[] | undefined>;
  /** Waits until something is true of what came. */
  until(isTrue: () => boolean): Promise<void>;
  /** Resolves when the server ends the stream. */
  ended: Promise<void>;
  hangUp(): void;
}

/** How long a slow machine may take, in ms; nothing waits longer than it must. */
const PATIENCE_MS = 20_000;

/** @param origin where the inspector is, such as `http://127.0.0.1:3000` */
export function openStream(origin: string): Promise<EventStream> {
  const snapshots: Snapshot[] = [];
  const updates: Update[] = [];
  const waiting = new Set<() => void>();
  const take = (block: string) => {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
    if (name === 'snapshot') snapshots.push(JSON.parse(data ?? ''));
    if (name === 'update') updates.push(JSON.parse(data ?? ''));
    for (const look of waiting) look();
  };
  return new Promise((resolve, reject) => {
    const request = get(`${origin}/inspector/stream`, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) take(block);
      });
      const ended = new Promise<void>((end) => response.once('close', end));
      const until = (isTrue: () => boolean) =>
        new Promise<void>((done, fail) => {
          const timer = setTimeout(() => {
            waiting.delete(look);
            fail(new Error(`It never came: ${JSON.stringify(updates)}`));
          }, PATIENCE_MS);
          const look = () => {
            if (!isTrue()) return;
            clearTimeout(timer);
            waiting.delete(look);
            done();
          };
          waiting.add(look);
          look();
        });
      resolve({ snapshots, updates, headers: response.headers, until, ended, hangUp: () => request.destroy() });
    });
    request.once('error', reject);
  });
}

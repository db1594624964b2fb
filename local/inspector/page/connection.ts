import type { Snapshot, Update } from '../protocol.ts';

/** Whether the server can be heard. */
export type Link = 'connecting' | 'live' | 'lost';

interface Listener {
  onSnapshot(snapshot: Snapshot): void;
  onUpdate(update: Update): void;
  onLink(link: Link): void;
}

const RETRY_MS = 1_000;

/** Listens to the server, again and again when it goes away. @returns a function that stops it */
export function listen({ onSnapshot, onUpdate, onLink }: Listener): () => void {
  let source: EventSource;
  let timer = 0;

  function open(): void {
    source = new EventSource('/inspector/stream');
    source.addEventListener('snapshot', ({ data }) => {
      onLink('live');
      onSnapshot(JSON.parse(data));
    });
    source.addEventListener('update', ({ data }) => onUpdate(JSON.parse(data)));
    source.onerror = () => {
      onLink('lost');
      // Browsers differ in when they give up by themselves; this one tries until it is told to stop.
      source.close();
      timer = window.setTimeout(open, RETRY_MS);
    };
  }

  open();
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}

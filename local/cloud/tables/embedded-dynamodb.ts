import { listen } from '../listen.ts';

/** Starts dynalite, which keeps its tables in memory, on any free port of loopback. */
export async function startDynalite(): Promise<{ url: string; stop(): Promise<void> }> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0 });
  const url = await listen(server, 0);
  return {
    url,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

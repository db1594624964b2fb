import { listen } from '../listen.ts';

/**
 * Starts dynalite on any free port of loopback.
 *
 * @param path the folder in which it keeps its tables, instead of the memory
 */
export async function startDynalite(path?: string): Promise<{ url: string; stop(): Promise<void> }> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  const url = await listen(server, 0);
  return {
    url,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

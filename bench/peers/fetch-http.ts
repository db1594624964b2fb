// Stands in for our HTTP client in the bundle of a peer: `fetch` with its defaults, as one would write it first.
import type { send } from '../../lambdas/pilot-status/send.ts';

type Request = Parameters<typeof send>[1];

export class TransportError extends Error {
  readonly written = true;
}

export const request: Request = async ({ method, url, headers, body, timeoutMs }) => {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers, signal, ...(body !== undefined && { body }) });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};

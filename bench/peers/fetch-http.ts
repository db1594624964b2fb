// Stands in for our HTTP client in the bundle of a peer: `fetch` with its defaults, as one would write it first.
import type { HttpRequest, HttpResponse } from '../../lambdas/pilot-status/http.ts';

export class TransportError extends Error {
  readonly written = true;
}

export async function request({ method, url, headers, body, timeoutMs }: HttpRequest): Promise<HttpResponse> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers, signal, ...(body !== undefined && { body }) });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

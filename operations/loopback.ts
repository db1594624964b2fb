import type { IncomingHttpHeaders } from 'node:http';

const HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
const SCHEME = 'http://';

/**
 * Whether a request is meant for this computer and comes from no page of somebody else's. A page on the internet can
 * make a browser call loopback, and with a name of its own that resolves to 127.0.0.1 (DNS rebinding) it can even read
 * the answer; it cannot change the headers `Host` and `Origin`, by which the browser says so.
 *
 * @param headers `host` must name this computer, with any port; so must `origin`, over http, when it is there: programs
 *   other than browsers send none
 */
export function isLoopbackRequest({ host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>): boolean {
  return isLoopbackHost(host) && (origin === undefined || isLoopbackOrigin(origin));
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && HOST.test(host);
}

function isLoopbackOrigin(origin: string): boolean {
  return origin.startsWith(SCHEME) && isLoopbackHost(origin.slice(SCHEME.length));
}

/** Whether a URL leads to this computer. */
export function isLocal(url: string): boolean {
  return /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/.test(url);
}

import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { MediaRefused } from './media-refused.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * Asks for the file behind a link.
 *
 * @param signal ends the request, and the answer while it is read
 * @returns the answer, a 200 whose body is not read yet; who takes it must read or destroy it
 * @throws MediaRefused for a link that is dead, or that may not be followed
 * @throws another error when a later try may succeed
 */
export type OpenLink = (link: string, signal: AbortSignal) => Promise<http.IncomingMessage>;

interface LinkOptions {
  /** How the addresses of a host are found, and checked. */
  lookup: LookupFunction;
  /** Links to this origin are followed as they are: for a simulator on this computer. */
  trustedOrigin?: string | undefined;
}

/** How often a link may lead to another one. */
const MAX_REDIRECTS = 3;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Answers below 500 after which another try makes sense: timeout, too early, too many requests. */
const PASSING = new Set([408, 425, 429]);

/** Follows links over https to servers on the internet, and nowhere else; every redirect is checked again. */
export function linkOpener(options: LinkOptions): OpenLink {
  return async (link, signal) => {
    let url = readUrl(link);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await get(url, signal, options);
      const { statusCode = 0, headers } = response;
      if (statusCode === 200) return response;
      response.destroy();
      if (!REDIRECTS.has(statusCode) || headers.location === undefined) throw answered(statusCode);
      url = readUrl(headers.location, url);
    }
    throw new MediaRefused(`Its link leads to another one more than ${MAX_REDIRECTS} times`);
  };
}

function get(url: URL, signal: AbortSignal, { lookup, trustedOrigin }: LinkOptions): Promise<http.IncomingMessage> {
  const isTrusted = url.origin === trustedOrigin;
  if (!isTrusted) mustBePublic(url);
  return new Promise((resolve, reject) => {
    (url.protocol === 'https:' ? https : http)
      .get(url, {
        // Without a connection that is kept: each one is checked.
        agent: false,
        headers: { accept: '*/*', 'accept-encoding': 'identity' },
        signal,
        ...(!isTrusted && { lookup }),
      })
      .on('response', resolve)
      .on('error', reject);
  });
}

function mustBePublic({ protocol, hostname }: URL): void {
  if (protocol !== 'https:') throw new MediaRefused('Its link is not https');
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw new MediaRefused('Its host is not on the internet');
}

function readUrl(link: string, base?: URL): URL {
  if (!URL.canParse(link, base?.href)) throw new MediaRefused('Its link is no URL');
  return new URL(link, base);
}

function answered(status: number): Error {
  const message = `Its link answers ${status}`;
  return status >= 500 || PASSING.has(status) ? new LoggableError(message) : new MediaRefused(message);
}

import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { MediaRefused } from './media-refused.ts';

/** Resolves a host name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/**
 * Looks a host name up for a connection that is being made, so that the address that was checked is the one that is
 * connected to: a name that leads elsewhere a moment later changes nothing.
 *
 * The lookup fails with MediaRefused when one address of the name is not allowed. Node asks it for names only, never
 * for an address that stands in the URL.
 */
export function checkedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, { all }, callback) => {
    addressesOf(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };

  async function addressesOf(hostname: string): Promise<[LookupAddress, ...LookupAddress[]]> {
    const [first, ...others] = await resolve(hostname);
    if (first === undefined || ![first, ...others].every(({ address }) => isAllowed(address))) {
      throw new MediaRefused('Its host is not on the internet');
    }
    return [first, ...others];
  }
}

import { BlockList, isIP } from 'node:net';

/** What of IPv4 leads to no server of the internet. Source: IANA IPv4 Special-Purpose Address Registry. */
const SPECIAL_IPV4 = blockOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/**
 * The one part of IPv6 that the internet uses. All that can hide an IPv4 address but 6to4 and Teredo is outside of it.
 * Source: IANA IPv6 Global Unicast Address Assignments.
 */
const GLOBAL_IPV6 = blockOf('ipv6', [['2000::', 3]]);

/** What of that leads to no server, or into IPv4. Source: IANA IPv6 Special-Purpose Address Registry. */
const SPECIAL_IPV6 = blockOf('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

/** Whether an IP address belongs to the internet, and not to this machine, its network or a service of the cloud. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_IPV4.check(address, 'ipv4');
    case 6:
      return GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockOf(family: 'ipv4' | 'ipv6', subnets: [network: string, prefix: number][]): BlockList {
  const block = new BlockList();
  for (const [network, prefix] of subnets) block.addSubnet(network, prefix, family);
  return block;
}

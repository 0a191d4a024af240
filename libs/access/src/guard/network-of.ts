import { isIP, isIPv6 } from 'node:net';

/** IPv4 addresses that an IPv6 socket reports. */
const MAPPED = /^::ffff:(?=\d+\.)/i;
/** Some gateways add the port to an address in X-Forwarded-For: 192.0.2.7:4711, [2001:db8::1]:4711. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+)|\[([^\]]*)\])(?::\d+)?$/;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * The network by which an address is counted: the address itself, or the /64 network of an IPv6
 * address. One subscriber usually has a whole /64, which is 2^64 addresses (RFC 6177).
 *
 * @param address undefined for a connection that has ended while its request waited, and for one
 *   over a Unix socket: all of these count together, and so does what a proxy sends that is no
 *   address
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const [, ipv4, ipv6] = WITH_PORT.exec(address) ?? [];
  const plain = (ipv4 ?? ipv6 ?? address).replace(MAPPED, '').replace(/%.*$/, '');
  if (isIP(plain) === 0) return 'unknown';
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const [before, after] = [splitGroups(head), splitGroups(tail ?? '')];
  const missing = tail === undefined ? 0 : GROUPS - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(0, missing)).fill('0'), ...after];
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

const splitGroups = (part: string): string[] => (part === '' ? [] : part.split(':'));

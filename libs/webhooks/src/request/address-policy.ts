import { Injectable } from '@nestjs/common';
import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Settings } from '#platform';

/** An address to which the server does not connect. */
export class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
  /** As the codes of Node's system errors. */
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

/** Global unicast (RFC 4291, section 2.4). IPv6 addresses outside are not in use on the internet. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Decides to which addresses the server connects for an endpoint: those of the public internet, and
 * those of `WEBHOOK_ALLOWED_NETWORKS`. A URL could otherwise make the server read from machines
 * beside it, such as the metadata service of a cloud (server-side request forgery).
 */
@Injectable()
export class AddressPolicy {
  private readonly allowed = new BlockList();
  /** Whether private networks are allowed at all, and with them plain HTTP. */
  readonly allowsPrivate: boolean;

  constructor(settings: Settings) {
    const { allowedNetworks } = settings.webhooks;
    this.allowsPrivate = allowedNetworks.length > 0;
    for (const network of allowedNetworks) {
      const [address = '', bits] = network.split('/');
      this.allowed.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    }
  }

  /**
   * @param address a numeric address of either version
   * @param isPlain whether the connection is without TLS, which needs an allowed network
   */
  allows(address: string, isPlain = false): boolean {
    if (this.isAllowedNetwork(address)) return true;
    return !isPlain && isPublic(address);
  }

  /**
   * Returns a `lookup` for a connection, which fails for a name that leads to an address which is
   * not allowed. It runs right before the connection, so a name can't lead elsewhere in between.
   */
  createLookup(isPlain: boolean): LookupFunction {
    return (hostname, options, callback) => {
      resolveName(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) {
          callback(error, '');
          return;
        }
        const allowed = addresses.filter(({ address }) => this.allows(address, isPlain));
        const [first] = allowed;
        if (!first) callback(new AddressNotAllowed('The name leads to no allowed address.'), '');
        else if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
    };
  }

  /** Whether a name leads to no allowed address at present; false for a name that is unknown. */
  async isNameRefused(hostname: string, isPlain: boolean): Promise<boolean> {
    const addresses = await new Promise<LookupAddress[]>((resolve) => {
      resolveName(hostname, { all: true }, (error, found) => {
        resolve(error ? [] : found);
      });
    });
    return addresses.length > 0 && !addresses.some(({ address }) => this.allows(address, isPlain));
  }

  private isAllowedNetwork(address: string): boolean {
    const plain = ipaddr.process(address);
    return this.allowed.check(plain.toString(), plain.kind());
  }
}

/** Mapped, translated and tunnelled forms of IPv4 addresses are not `unicast` either. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_IPV6);
}

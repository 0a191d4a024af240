import { networkOf } from '#access';

/**
 * Counts the open responses of each address on this process. Without it, users who were made for
 * the purpose would take every place of the process.
 */
export class PerAddressLimit {
  /** The number of addresses with an open response bounds the map. */
  private readonly byNetwork = new Map<string, number>();

  /** @param limit the most responses of an address, or of a /64 network of IPv6 */
  constructor(private readonly limit: number) {}

  /**
   * Counts a response until `remove`, which the caller owes in any case.
   *
   * @returns false when the address has more than its share
   */
  add(address: string): boolean {
    const network = networkOf(address);
    const count = (this.byNetwork.get(network) ?? 0) + 1;
    this.byNetwork.set(network, count);
    return count <= this.limit;
  }

  remove(address: string): void {
    const network = networkOf(address);
    const count = (this.byNetwork.get(network) ?? 0) - 1;
    if (count > 0) this.byNetwork.set(network, count);
    else this.byNetwork.delete(network);
  }
}

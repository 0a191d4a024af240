import { findNatsServer } from '#nats-server';
import { UsageError } from '#simulation';

/**
 * @param find Default: looks on this machine
 * @returns the path of nats-server
 * @throws {UsageError} which says how to get it
 */
export function requireNatsServer(find: () => string | undefined = findNatsServer): string {
  const found = find();
  if (found !== undefined) return found;
  throw new UsageError(
    '--cities and --gateways need nats-server: install it (Debian: apt-get install -y --no-install-recommends nats-server)',
  );
}

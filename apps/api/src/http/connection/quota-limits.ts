import { readFileSync } from 'node:fs';
import type { Settings } from '#platform';
import type { QuotaLimits } from './connection-quota.js';

/** Files that a process keeps for its database connections, its log and its own requests. */
const OTHER_FILES = 256;
/** At most this part of the allowed files is kept for other purposes. */
const MOST_OTHER_SHARE = 1 / 4;
/** Places for networks without a connection; they are part of the kept files. */
const RESERVED_SHARE = 1 / 8;
/** Connections of a process besides those of streams, whose users have one for commands as well. */
const CONNECTIONS_BESIDES = 1_000;
/** What one network has in any case, as far as that is at most half of all. */
const LEAST_PER_NETWORK = 1_024;

/**
 * Derives the limits of open connections: of the process from the files that it may open and from
 * `STREAMS_PER_PROCESS`, and of a network by its share of the streams (`STREAMS_PER_ADDRESS`).
 * Behind a proxy (`TRUST_PROXY`) all connections come from the proxy, so a network has no limit of
 * its own there.
 */
export function deriveQuotaLimits(
  { http, streams }: QuotaSettings,
  openFiles: number = readOpenFilesLimit(),
): QuotaLimits {
  const otherFiles = Math.ceil(Math.min(OTHER_FILES, openFiles * MOST_OTHER_SHARE));
  const forStreams = 2 * streams.maxPerProcess + CONNECTIONS_BESIDES;
  const maxConnections = Math.min(openFiles - otherFiles, forStreams);
  const share = Math.min(1, streams.maxPerAddress / streams.maxPerProcess);
  const least = Math.min(LEAST_PER_NETWORK, maxConnections / 2);
  const maxPerNetwork = Math.ceil(Math.max(least, maxConnections * share));
  return {
    maxConnections,
    maxPerNetwork: http.trustProxy.length > 0 ? Infinity : maxPerNetwork,
    reserved: Math.ceil(otherFiles * RESERVED_SHARE),
  };
}

interface QuotaSettings {
  http: Pick<Settings['http'], 'trustProxy'>;
  streams: Pick<Settings['streams'], 'maxPerProcess' | 'maxPerAddress'>;
}

/**
 * The number of files that this process may open (`ulimit -n`; Node raises it to the hard limit at
 * its start), or Infinity where the system does not say.
 */
function readOpenFilesLimit(): number {
  try {
    const found = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return found ? Number(found[1]) : Infinity;
  } catch {
    return Infinity;
  }
}

import { until } from '#testing';
import type { Server } from '../target/server.js';
import type { CheckContext } from './check-context.js';

/**
 * Code compiled meanwhile, prepared statements, caches with a limit; a leak of what a city
 * does in seconds is more.
 */
const HEAP_ROOM_BYTES = 24 * 1024 * 1024;
/** The pool (20), the engine and the tail while they are replaced. */
const DESCRIPTOR_ROOM = 26;
/** Sockets of clients that have left are closed a moment later. */
const REST_MS = 10_000;

/** What a server holds when everybody has gone, against what it held when it had started. */
export async function checkGrowth({ target, findings }: CheckContext): Promise<void> {
  findings.markChecked('growth');
  for (const server of target.aliveServers) {
    const before = server.baseline;
    if (!before) continue;
    const streams = await until('no stream is open', () => noStreams(server), {
      timeoutMs: REST_MS,
    }).catch(() => false);
    if (!streams) {
      const open = await server.metric('tripstream_open_streams');
      const text = `${open} streams are open and ${server.connections} connections`;
      const kept = target.serverProxy.requests.join('; ');
      findings.reportViolation('growth', `${text}, although every client has left: ${kept}`);
    }
    const after = await server.holdings();
    const grown = after.heapBytes - before.heapBytes;
    findings.measure('growth', `heap ${megabytes(grown)} more`);
    if (grown > HEAP_ROOM_BYTES)
      findings.reportViolation('growth', `the heap grew by ${megabytes(grown)}`);
    const more = (after.descriptors ?? 0) - (before.descriptors ?? 0);
    findings.measure('growth', `descriptors ${more} more`);
    if (more > DESCRIPTOR_ROOM) findings.reportViolation('growth', `${more} more file descriptors`);
  }
}

async function noStreams(server: Server): Promise<boolean> {
  return (await server.metric('tripstream_open_streams')) === 0;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

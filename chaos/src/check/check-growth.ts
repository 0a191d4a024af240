import { until } from '#testing';
import type { Server } from '../target/server.js';
import type { CheckContext } from './check-context.js';

/**
 * Room for compiled code, prepared statements and bounded caches. A leak under load exceeds
 * it within seconds.
 */
const HEAP_ROOM_BYTES = 24 * 1024 * 1024;
/** The pool (20), and the engine and the tail while their connections are replaced. */
const DESCRIPTOR_ROOM = 26;
/** The server closes the sockets of its clients shortly after they have left. */
const CLOSES_WITHIN_MS = 10_000;

/** Compares what each server holds after all clients have left with what it held at its start. */
export async function checkGrowth({ target, findings }: CheckContext): Promise<void> {
  findings.markChecked('growth');
  for (const server of target.aliveServers) {
    const before = server.baseline;
    if (!before) continue;
    const isQuiet = await until('no stream is open', () => hasNoStreams(server), {
      timeoutMs: CLOSES_WITHIN_MS,
    }).catch(() => false);
    if (!isQuiet) {
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

async function hasNoStreams(server: Server): Promise<boolean> {
  return (await server.metric('tripstream_open_streams')) === 0;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

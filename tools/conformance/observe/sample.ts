import type { StreamConnection } from '../http/stream-connection.js';
import type { Message } from '../parse/stream-log.js';
import type { KitOptions } from '../option/kit-options.js';

/** Events that are made to happen, or waited for. */
const EVENTS = 5;
/** After so many events that did not come, no more are made. */
const MISSES = 2;
/** How long the first frames may take that a server sends to each new client. */
const SETTLE_MS = 500;

/** An event that the kit made happen. */
interface Firing {
  /** Milliseconds of `performance.now()` at which the trigger was done. */
  readonly at: number;
  /** The number of messages that the reference had before. */
  readonly before: number;
}

/** What one open stream brought, beside a direct one if a proxy is checked. */
export interface Sample {
  readonly stream: StreamConnection;
  /** The stream that says which events happened: the direct one, or the same. */
  readonly reference: StreamConnection;
  readonly firings: readonly Firing[];
  /** How many messages of the reference came before the first event. */
  readonly start: number;
}

/** Makes events happen on open streams, and waits until they are there. */
export async function takeSample(
  streams: Pick<Sample, 'stream' | 'reference'>,
  { trigger, timeoutMs }: KitOptions,
): Promise<Sample> {
  const { stream, reference } = streams;
  const { log } = reference;
  await reference.waitFor(() => log.messages.length > 0, SETTLE_MS);
  const seen = reference.chunks.length;
  await reference.waitFor(() => reference.chunks.length > seen, SETTLE_MS);
  const start = log.messages.length;
  const firings: Firing[] = [];
  if (trigger) {
    for (let event = 0, missed = 0; event < EVENTS && missed < MISSES; event += 1) {
      const before = log.messages.length;
      await trigger();
      firings.push({ at: performance.now(), before });
      if (!(await reference.waitFor(() => log.messages.length > before, timeoutMs))) missed += 1;
    }
  } else {
    await reference.waitFor(() => log.messages.length >= start + EVENTS, timeoutMs);
  }
  const count = log.messages.length;
  await stream.waitFor(() => stream.log.messages.length >= count, timeoutMs);
  return { stream, reference, firings, start };
}

/** The history that the reference has read, from the first event that happened meanwhile. */
export function historyOf({ reference, start }: Sample): Message[] {
  const { messages, positions } = reference.log;
  const since = messages.slice(start).filter(({ movesCursor }) => movesCursor);
  // A server that sends all it has to each new client may have no event after that.
  return since.length > 1 ? since : positions;
}

/** Holds frames that were not handed to the operating system yet. */
interface Flushable {
  flush(): void;
}

let pendingSinks: Flushable[] = [];

/**
 * Flushes the sink at the end of this event-loop iteration, together with all others. Writes that
 * are mixed with the work that creates events wake each client's process alone. Writes one after
 * the other cost half of that, and a client gets all frames of an iteration in one write (ADR
 * 0014).
 */
export function scheduleFlush(sink: Flushable): void {
  if (pendingSinks.push(sink) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const sinks = pendingSinks;
  pendingSinks = [];
  for (const sink of sinks) sink.flush();
}

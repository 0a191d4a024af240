/** Has frames that were not handed to the system yet. */
interface Flushable {
  flush(): void;
}

let pendingSinks: Flushable[] = [];

/**
 * Flushes at the end of this turn of the event loop, together with all others of it. Written
 * one by one, between the steps that make events, each write would wake its reader alone;
 * side by side they cost half of that, and what one reader gets in a turn is one write.
 */
export function scheduleFlush(sink: Flushable): void {
  if (pendingSinks.push(sink) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const sinks = pendingSinks;
  pendingSinks = [];
  for (const sink of sinks) sink.flush();
}

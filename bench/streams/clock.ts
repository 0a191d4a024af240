/**
 * Microseconds on the machine's monotonic clock. Its zero is the same in every process, so
 * what one process stamps another may subtract; that of `performance.now()` is not.
 */
export function clockMicros(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

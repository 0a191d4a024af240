/**
 * Microseconds on the machine's monotonic clock. Its zero is the same in every process, so
 * that one process may subtract the stamp of another. The zero of `performance.now()`
 * differs between processes.
 */
export function clockMicros(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

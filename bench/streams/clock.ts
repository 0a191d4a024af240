const [seconds, nanoseconds] = process.hrtime();
const offset = seconds * 1e6 + nanoseconds / 1e3 - performance.now() * 1e3;

/**
 * Microseconds on the machine's monotonic clock. Its zero is the same in every process, so
 * what one process stamps another may subtract.
 */
export const clockMicros = (): number => offset + performance.now() * 1e3;

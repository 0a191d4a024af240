/** What a server under test says of itself when the suite asks; loaded before it by `--import`. */
export interface SelfReport {
  heapBytes: number;
  /** Milliseconds since 1970 by its clock. */
  now: number;
}

process.on('message', () => {
  // Twice: what the first one finds to finalise only the second one frees.
  for (let round = 0; round < 2; round += 1) globalThis.gc?.();
  const report: SelfReport = { heapBytes: process.memoryUsage().heapUsed, now: Date.now() };
  process.send?.(report);
});
// Whoever started it was killed, or ended without a word: nobody would end it.
process.on('disconnect', () => process.exit(1));
// The server ends when it wants to, listener or not.
process.channel?.unref();

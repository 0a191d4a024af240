/** A server's answer to the suite about its memory and clock. `--import` loads this module before it. */
export interface SelfReport {
  heapBytes: number;
  /** Milliseconds since 1970 by its clock. */
  now: number;
}

process.on('message', (message) => {
  if (message !== 'report') return;
  // Runs twice, because the second collection frees what the first one finalises.
  for (let round = 0; round < 2; round += 1) globalThis.gc?.();
  const report: SelfReport = { heapBytes: process.memoryUsage().heapUsed, now: Date.now() };
  process.send?.(report);
});
// The channel must not keep a server alive that has closed all else.
process.channel?.unref();

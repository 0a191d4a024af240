import { setTimeout as delay } from 'node:timers/promises';

/** What every measured process says of itself. */
export const processFigures = {
  /** Resident bytes after garbage collection. Needs `--expose-gc`. */
  memory: async (_: null): Promise<number> => {
    // Several times with pauses: weak references and native handles are released late.
    for (let round = 0; round < 4; round++) {
      globalThis.gc?.();
      await delay(150);
    }
    return process.memoryUsage.rss();
  },
  /** The CPU time of all threads of this process so far, in microseconds. */
  cpuMicros: (_: null): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

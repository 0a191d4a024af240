import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to clients (32768 on Linux, 49152 elsewhere). */
const RANGE = { from: 20_000, to: 32_000 };
const MAX_ATTEMPTS = 1_000;

/**
 * Finds free ports of 127.0.0.1 for servers that are killed and started again. A connection of a
 * client can't take one meanwhile, as it could a port that the system chose.
 *
 * @throws {Error} when hardly a port is free
 */
export async function findStablePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let attempt = 0; found.size < count; attempt += 1) {
    if (attempt === MAX_ATTEMPTS) throw new Error('There are no free ports from 20000 to 32000.');
    const port = randomInt(RANGE.from, RANGE.to);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

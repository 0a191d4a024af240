import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import type { DemoOptions } from '../options/demo-options.js';

/** The database of one run. `stop` removes a data folder that was created for this run. */
export interface DemoDatabase {
  url: string;
  stop(): Promise<void>;
}

/**
 * Uses the external database of the options, or starts an embedded one.
 *
 * @param shard the folder of the city in the data folder, where there are several cities
 */
export async function startDatabase(options: DemoOptions, shard = ''): Promise<DemoDatabase> {
  if (options.databaseUrl) return { url: options.databaseUrl, stop: () => Promise.resolve() };
  const dataDir = options.dataDir ? path.resolve(options.dataDir, shard) : await makeDataFolder();
  const removeData = async (): Promise<void> => {
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    return { url: postgres.url, stop: () => postgres.stop().finally(removeData) };
  } catch (error) {
    await removeData();
    throw error;
  }
}

const PREFIX = 'tripstream-demo-';

/** The name holds the process, so that the next demo can remove the folder of one that was killed. */
async function makeDataFolder(): Promise<string> {
  const parent = tmpdir();
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another account's folder stays: that account's next demo removes it.
    await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
  return mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

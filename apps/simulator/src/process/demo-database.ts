import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import type { DemoOptions } from '../options/demo-options.js';

/** The database of one run. `stop` removes a data folder that was created for this run. */
export interface DemoDatabase {
  url: string;
  stop(): Promise<void>;
}

/** Uses the external database of the options, or starts an embedded one. */
export async function startDatabase(options: DemoOptions): Promise<DemoDatabase> {
  if (options.databaseUrl) return { url: options.databaseUrl, stop: () => Promise.resolve() };
  const dataDir = options.dataDir
    ? path.resolve(options.dataDir)
    : await mkdtemp(path.join(tmpdir(), 'tripstream-demo-'));
  const removeData = async (): Promise<void> => {
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    return { url: postgres.url, stop: () => postgres.stop().then(removeData) };
  } catch (error) {
    await removeData();
    throw error;
  }
}

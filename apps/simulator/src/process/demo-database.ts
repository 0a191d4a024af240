import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import type { DemoOptions } from '../options/demo-options.js';

/** The database of one run. `stop` removes what was made for this run only. */
export interface DemoDatabase {
  url: string;
  stop(): Promise<void>;
}

/** An external database if one was named, else an embedded one in a folder of its own. */
export async function startDatabase(options: DemoOptions): Promise<DemoDatabase> {
  if (options.databaseUrl) return { url: options.databaseUrl, stop: () => Promise.resolve() };
  const dataDir = options.dataDir
    ? path.resolve(options.dataDir)
    : await mkdtemp(path.join(tmpdir(), 'tripstream-demo-'));
  const forget = async (): Promise<void> => {
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    return { url: postgres.url, stop: () => postgres.stop().then(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

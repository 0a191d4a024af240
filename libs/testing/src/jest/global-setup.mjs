import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileSources } from './compiled-sources.mjs';
import { makeRunFolder } from './run-folder.mjs';

/**
 * One Postgres for the whole run, for all its projects. Durability is off: a test
 * that pulls the plug starts a cluster of its own. JavaScript, because Jest runs global
 * set-up outside of its module system, where `.js` does not lead to `.ts`.
 */
export default async function globalSetup() {
  if (globalThis.tripstreamTestRun) return;
  const run = { stop: async () => {} };
  globalThis.tripstreamTestRun = run;
  process.env.TRIPSTREAM_TEST_RUN = randomBytes(4).toString('hex');
  const folder = makeRunFolder();
  run.stop = async () => rmSync(folder, { recursive: true, force: true });
  const compiled = join(folder, 'compiled');
  compileSources(['libs/embedded-postgres/src'], compiled);
  process.env.TRIPSTREAM_TEST_COMPILED = compiled;
  if (process.env.TEST_DATABASE_URL) {
    process.env.TRIPSTREAM_TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;
    return;
  }
  await startEmbedded(run, { folder, compiled });
}

async function startEmbedded(run, { folder, compiled }) {
  const { EmbeddedPostgres } = await import(join(compiled, 'libs/embedded-postgres/src/index.js'));
  const postgres = await EmbeddedPostgres.start({
    dataDir: join(folder, 'database'),
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '500' },
    onExit: (reason) => console.error(`The Postgres of the tests is gone: ${reason}`),
  });
  process.env.TRIPSTREAM_TEST_DATABASE_URL = postgres.url;
  const { stop: removeFolder } = run;
  run.stop = async () => {
    await postgres.stop();
    await removeFolder();
  };
}

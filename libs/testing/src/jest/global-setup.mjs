import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSources } from './compiled-sources.mjs';

const PREFIX = 'tripstream-test-';

/**
 * One Postgres for the whole run, whatever projects take part. Durability is off: a test
 * that pulls the plug starts a cluster of its own. JavaScript, because Jest runs global
 * set-up outside of its module system, where `.js` does not lead to `.ts`.
 */
export default async function globalSetup() {
  if (globalThis.tripstreamTestRun) return;
  const run = { stop: async () => {} };
  globalThis.tripstreamTestRun = run;
  process.env.TRIPSTREAM_TEST_RUN = randomBytes(4).toString('hex');
  const compiled = compileSources(['libs/database/src/embedded']);
  process.env.TRIPSTREAM_TEST_COMPILED = compiled.path;
  run.stop = async () => compiled.remove();
  if (process.env.TEST_DATABASE_URL) {
    process.env.TRIPSTREAM_TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;
    return;
  }
  await startEmbedded(run, compiled);
}

async function startEmbedded(run, compiled) {
  removeLeftovers();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // mkdtemp makes it 0700; root's Postgres runs as another account and must get in.
  chmodSync(dataDir, 0o755);
  const { EmbeddedPostgres } = await import(
    join(compiled.path, 'libs/database/src/embedded/index.js')
  );
  const postgres = await EmbeddedPostgres.start({
    dataDir,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '500' },
    onExit: (reason) => console.error(`The Postgres of the tests is gone: ${reason}`),
  });
  process.env.TRIPSTREAM_TEST_DATABASE_URL = postgres.url;
  run.stop = async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
    compiled.remove();
  };
}

/** A run ended by Ctrl-C has no teardown: its Postgres is gone, its folder is not. */
function removeLeftovers() {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another account's.
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

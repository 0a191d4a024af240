import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { FolderInUseError } from './owner-lock.js';

let harness: EmbeddedPostgresHarness;

beforeAll(() => {
  harness = new EmbeddedPostgresHarness();
});

afterEach(() => harness.endAll());

afterAll(() => harness.remove());

describe('EmbeddedPostgres', () => {
  it('the server is a PostgreSQL 18 with UTF8, the builtin locale, scram and fsync', async () => {
    const { url } = await harness.start();
    const [row] = await harness.query(
      url,
      `SELECT current_database() AS name, current_setting('server_encoding') AS encoding,
              current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('listen_addresses') AS listen, datlocprovider AS provider, datlocale AS locale,
              current_setting('server_version_num')::int / 10000 AS major
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(row).toEqual({
      name: 'tripstream',
      encoding: 'UTF8',
      fsync: 'on',
      commit: 'on',
      listen: '127.0.0.1',
      provider: 'b',
      locale: 'C.UTF-8',
      major: 18,
    });
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(harness.query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('a server keeps its data through stop and start, and only the owner can read its password', async () => {
    const first = await harness.start();
    await harness.query(first.url, `CREATE TABLE kept AS SELECT 'yes' AS answer`);
    await first.stop();
    await first.stop();

    const second = await harness.start();
    expect(await harness.query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 'yes' }]);
    expect(statSync(join(harness.dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  });

  it('a second start in the same folder is refused and leaves the first server running', async () => {
    const first = await harness.start();
    const refused = EmbeddedPostgres.start({ dataDir: harness.dataDir });
    await expect(refused).rejects.toThrow(FolderInUseError);
    await expect(refused).rejects.toThrow(String(process.pid));
    await expectRefusalOfChild();
    expect(await harness.query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('exactly one of many simultaneous starts takes over the folder of a killed owner', async () => {
    const owner = await harness.startOwner();
    owner.child.kill('SIGKILL');
    await once(owner.child, 'exit');
    const contenders = await Promise.allSettled([1, 2, 3, 4].map(() => harness.startOwner()));
    const winners = contenders.filter((contender) => contender.status === 'fulfilled');
    expect(winners).toHaveLength(1);
  });

  it('a start succeeds when another process has the pid of the dead owner', async () => {
    await (await harness.start()).stop();
    const lock = readdirSync(harness.dataDir).find((name) => name.endsWith('.lock')) ?? '';
    writeFileSync(
      join(harness.dataDir, lock),
      JSON.stringify({ pid: 1, started: 'another boot:1' }),
    );
    await expect(harness.start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });

  it('a start succeeds when another process has the pid of the dead postmaster', async () => {
    const first = await harness.start();
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const file = join(harness.dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const [, ...rest] = readFileSync(file, 'utf8').split('\n');
    const stranger = spawn('sleep', ['60']);
    harness.killAfterTest(stranger);
    writeFileSync(file, [stranger.pid, ...rest].join('\n'));
    await expect(harness.start()).resolves.toBeInstanceOf(EmbeddedPostgres);
    expect(stranger.exitCode).toBeNull();
  });
});

async function expectRefusalOfChild(): Promise<void> {
  await expect(harness.startOwner()).rejects.toThrow(`in use by process ${process.pid}`);
}

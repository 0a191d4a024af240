import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { FolderInUseError } from './owner-lock.js';

let home: EmbeddedPostgresHarness;

beforeAll(() => {
  home = new EmbeddedPostgresHarness();
});

afterEach(() => home.endAll());

afterAll(() => home.remove());

describe('an embedded Postgres', () => {
  it('is a PostgreSQL 18 with UTF8, the built-in locale, scram and every write synced', async () => {
    const { url } = await home.start();
    const [row] = await home.query(
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
    await expect(home.query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data through stop and start, and its password from strangers', async () => {
    const first = await home.start();
    await home.query(first.url, `CREATE TABLE kept AS SELECT 'yes' AS answer`);
    await first.stop();
    await first.stop();

    const second = await home.start();
    expect(await home.query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 'yes' }]);
    expect(statSync(join(home.dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  });

  it('never shares its folder: a second start is refused and leaves the first alive', async () => {
    const first = await home.start();
    const refused = EmbeddedPostgres.start({ dataDir: home.dataDir });
    await expect(refused).rejects.toThrow(FolderInUseError);
    await expect(refused).rejects.toThrow(String(process.pid));
    await expectRefusalOfChild();
    expect(await home.query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gives its folder to exactly one of many that start at once after its owner was killed', async () => {
    const owner = await home.startOwner();
    owner.child.kill('SIGKILL');
    await once(owner.child, 'exit');
    const contenders = await Promise.allSettled([1, 2, 3, 4].map(() => home.startOwner()));
    const winners = contenders.filter((contender) => contender.status === 'fulfilled');
    expect(winners).toHaveLength(1);
  });

  it('is not fooled by a stranger that got the pid of a dead owner', async () => {
    await (await home.start()).stop();
    const lock = readdirSync(home.dataDir).find((name) => name.endsWith('.lock')) ?? '';
    writeFileSync(join(home.dataDir, lock), JSON.stringify({ pid: 1, started: 'another boot:1' }));
    await expect(home.start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });

  it('is not fooled by a stranger that got the pid of a dead postmaster', async () => {
    const first = await home.start();
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const file = join(home.dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const [, ...rest] = readFileSync(file, 'utf8').split('\n');
    const stranger = spawn('sleep', ['60']);
    home.killAfterTest(stranger);
    writeFileSync(file, [stranger.pid, ...rest].join('\n'));
    await expect(home.start()).resolves.toBeInstanceOf(EmbeddedPostgres);
    expect(stranger.exitCode).toBeNull();
  });
});

async function expectRefusalOfChild(): Promise<void> {
  await expect(home.startOwner()).rejects.toThrow(`in use by process ${process.pid}`);
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { until } from '#testing';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { FolderInUseError } from './owner-lock.js';
import { identifyProcess } from './process-identity.js';

const asRoot = process.getuid?.() === 0;
const linuxRoot = asRoot && process.platform === 'linux';
const ROOT_ONLY = linuxRoot ? '' : 'left out, needs root on Linux: ';

let parent: string;
let dataDir: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tripstream-embedded-'));
  chmodSync(parent, 0o755);
  dataDir = join(parent, 'data');
});

afterEach(async () => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  // A killed child's Postgres may still be writing its last files.
  rmSync(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

describe('an embedded Postgres', () => {
  it('is a PostgreSQL 18 with UTF8, the built-in locale, scram and every write synced', async () => {
    const { url } = await start();
    const [row] = await query(
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
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data through stop and start, and its password from strangers', async () => {
    const first = await start();
    await query(first.url, `CREATE TABLE kept AS SELECT 'yes' AS answer`);
    await first.stop();
    await first.stop();

    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 'yes' }]);
    expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  });

  it('never shares its folder: a second start is refused and leaves the first alive', async () => {
    const first = await start();
    const refused = EmbeddedPostgres.start({ dataDir });
    await expect(refused).rejects.toThrow(FolderInUseError);
    await expect(refused).rejects.toThrow(String(process.pid));
    await expectRefusalOfChild();
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gives its folder to exactly one of many that start at once after its owner was killed', async () => {
    const owner = await startChild();
    owner.child.kill('SIGKILL');
    await once(owner.child, 'exit');
    const contenders = await Promise.allSettled([1, 2, 3, 4].map(() => startChild()));
    const winners = contenders.filter((contender) => contender.status === 'fulfilled');
    expect(winners).toHaveLength(1);
  });

  it('is not fooled by a stranger that got the pid of a dead owner', async () => {
    await (await start()).stop();
    const lock = readdirSync(dataDir).find((name) => name.endsWith('.lock')) ?? '';
    writeFileSync(join(dataDir, lock), JSON.stringify({ pid: 1, started: 'another boot:1' }));
    await expect(start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });

  it('is not fooled by a stranger that got the pid of a dead postmaster', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const [, ...rest] = readFileSync(file, 'utf8').split('\n');
    const stranger = spawn('sleep', ['60']);
    children.push(stranger);
    writeFileSync(file, [stranger.pid, ...rest].join('\n'));
    await expect(start()).resolves.toBeInstanceOf(EmbeddedPostgres);
    expect(stranger.exitCode).toBeNull();
  });
});

describe('when processes are killed', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'an owner ended by %s takes its Postgres along',
    async (signal) => {
      const { child, pid } = await startChild();
      child.kill(signal);
      await until('Postgres ends', () => !identifyProcess(pid));
    },
  );

  it('a killed owner takes its Postgres along even if the supervisor was killed first', async () => {
    const { child, pid, url } = await startChild();
    const supervisor = Number(
      /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
    );
    child.kill('SIGSTOP');
    process.kill(supervisor, 'SIGKILL');
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await until('Postgres ends', () => !identifyProcess(pid));
  });

  it('what was committed before kill -9 of the postmaster is there afterwards, and the owner is told', async () => {
    let told: (reason: string) => void = () => {};
    const reason = new Promise<string>((resolve) => (told = resolve));
    const first = await start({ onExit: told });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    expect(await reason).toContain('signal 9');
    const before = performance.now();
    await first.stop();
    expect(performance.now() - before).toBeLessThan(1_000);

    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('a start on the folder of an owner killed this instant waits for the old Postgres', async () => {
    const { child, pid, url } = await startChild();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await start();
    expect(identifyProcess(pid)).toBeUndefined();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it.each([20, 80, 150, 250, 400, 600])(
    'a first start killed after %d ms does not spoil the folder',
    async (delayMs) => {
      const child = spawnOwner();
      setTimeout(() => child.kill('SIGKILL'), delayMs);
      await once(child, 'exit');
      const { url } = await start();
      expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(
        readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('draft')),
      ).toEqual([]);
    },
  );

  it('a start that fails says what Postgres said, and leaves the folder free', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /shared_buffers/,
    );
    await expect(start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });
});

describe('deleting the data folder', () => {
  it('deletes the data', () => expectDeleted());

  (linuxRoot ? describe : describe.skip)(
    `${ROOT_ONLY}of root, below a folder only root can enter`,
    () => {
      beforeEach(() => chmodSync(parent, 0o700));

      it('deletes the data, though it lives elsewhere', () => expectDeleted());

      it('deletes the data at once when it is deleted while Postgres runs', async () => {
        const postgres = await start();
        const { box } = JSON.parse(readFileSync(join(dataDir, 'postgres.location'), 'utf8')) as {
          box: string;
        };
        rmSync(dataDir, { recursive: true });
        await expect(start()).rejects.toThrow(FolderInUseError);
        await postgres.stop();
        expect(existsSync(box)).toBe(false);
      });

      it('is what data elsewhere waits for: it survives stop and start', async () => {
        const first = await start();
        await query(first.url, `CREATE TABLE kept AS SELECT 'yes' AS answer`);
        await first.stop();
        const second = await start();
        expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 'yes' }]);
      });

      afterEach(async () => {
        await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
        const pointer = join(dataDir, 'postgres.location');
        if (!existsSync(pointer)) return;
        const { box } = JSON.parse(readFileSync(pointer, 'utf8')) as { box: string };
        rmSync(box, { recursive: true, force: true });
      });
    },
  );
});

async function expectDeleted(): Promise<void> {
  const first = await start();
  await query(first.url, 'CREATE TABLE doomed ()');
  await first.stop();
  rmSync(dataDir, { recursive: true });
  mkdirSync(dataDir);
  const second = await start();
  expect(await query(second.url, `SELECT to_regclass('doomed') AS found`)).toEqual([
    { found: null },
  ]);
}

async function expectRefusalOfChild(): Promise<void> {
  await expect(startChild()).rejects.toThrow(`in use by process ${process.pid}`);
}

async function start(
  options: { settings?: Record<string, string>; onExit?: (reason: string) => void } = {},
) {
  const postgres = await EmbeddedPostgres.start({ dataDir, ...options });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

interface Owner {
  child: ChildProcess;
  pid: number;
  url: string;
}

/** Another process that owns the folder; compiled by the global set-up, for it has no Jest to read TypeScript. */
function spawnOwner(): ChildProcess {
  const compiled = process.env['TRIPSTREAM_TEST_COMPILED'] ?? '';
  const module = join(compiled, 'libs/database/src/embedded/index.js');
  const code = `
    const { EmbeddedPostgres } = await import(${JSON.stringify(module)});
    const { url, pid } = await EmbeddedPostgres.start({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function startChild(): Promise<Owner> {
  const child = spawnOwner();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const line = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('close', () => reject(new Error(said)));
  });
  const { url, pid } = JSON.parse(await line) as { url: string; pid: number };
  return { child, pid, url };
}

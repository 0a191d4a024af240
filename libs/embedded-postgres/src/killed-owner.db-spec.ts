import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#testing';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { identifyProcess } from './process-identity.js';

describe('when processes are killed', () => {
  let home: EmbeddedPostgresHarness;

  beforeAll(() => {
    home = new EmbeddedPostgresHarness();
  });

  afterEach(() => home.endAll());

  afterAll(() => home.remove());

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'an owner ended by %s takes its Postgres along',
    async (signal) => {
      const { child, pid } = await home.startOwner();
      child.kill(signal);
      await until('Postgres ends', () => !identifyProcess(pid));
    },
  );

  it('a killed owner takes its Postgres along even if the supervisor was killed first', async () => {
    const { child, pid, url } = await home.startOwner();
    const supervisor = Number(
      /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
    );
    child.kill('SIGSTOP');
    process.kill(supervisor, 'SIGKILL');
    expect(await home.query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await until('Postgres ends', () => !identifyProcess(pid));
  });

  it('what was committed before kill -9 of the postmaster is there afterwards, and the owner is told', async () => {
    let told: (reason: string) => void = () => {};
    const reason = new Promise<string>((resolve) => (told = resolve));
    const first = await home.start({ onExit: told });
    await home.query(first.url, 'CREATE TABLE kept_by_owner AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    expect(await reason).toContain('signal 9');
    const before = performance.now();
    await first.stop();
    expect(performance.now() - before).toBeLessThan(1_000);

    const second = await home.start();
    expect(await home.query(second.url, 'SELECT answer FROM kept_by_owner')).toEqual([
      { answer: 42 },
    ]);
  });

  it('a start on the folder of an owner killed this instant waits for the old Postgres', async () => {
    const { child, pid, url } = await home.startOwner();
    await home.query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await home.start();
    expect(identifyProcess(pid)).toBeUndefined();
    expect(await home.query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('a start that fails says what Postgres said, and leaves the folder free', async () => {
    await expect(home.start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /shared_buffers/,
    );
    await expect(home.start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });
});

describe('when a first start is killed', () => {
  let home: EmbeddedPostgresHarness;

  beforeEach(() => {
    home = new EmbeddedPostgresHarness();
  });

  afterEach(() => home.remove());

  it.each([20, 100, 250, 500])('after %d ms, the folder is not spoilt', async (delayMs) => {
    const child = home.spawnOwner();
    setTimeout(() => child.kill('SIGKILL'), delayMs);
    await once(child, 'exit');
    const { url } = await home.start();
    expect(await home.query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(
      readdirSync(join(home.dataDir, 'postgres')).filter((name) => name.startsWith('draft')),
    ).toEqual([]);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#testing';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { identifyProcess } from './process-identity.js';

describe('EmbeddedPostgres after the end of a process', () => {
  let harness: EmbeddedPostgresHarness;

  beforeAll(() => {
    harness = new EmbeddedPostgresHarness();
  });

  afterEach(() => harness.endAll());

  afterAll(() => harness.remove());

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'Postgres ends when its owner is ended by %s',
    async (signal) => {
      const { child, pid } = await harness.startOwner();
      child.kill(signal);
      await until('Postgres ends', () => !identifyProcess(pid));
    },
  );

  it('Postgres ends with a killed owner even if the supervisor was killed first', async () => {
    const { child, pid, url } = await harness.startOwner();
    const supervisor = Number(
      /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
    );
    child.kill('SIGSTOP');
    process.kill(supervisor, 'SIGKILL');
    expect(await harness.query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await until('Postgres ends', () => !identifyProcess(pid));
  });

  it('committed data survives kill -9 of the postmaster, and the owner gets the reason', async () => {
    let onExit: (reason: string) => void = () => {};
    const reason = new Promise<string>((resolve) => (onExit = resolve));
    const first = await harness.start({ onExit });
    await harness.query(first.url, 'CREATE TABLE kept_by_owner AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    expect(await reason).toContain('signal 9');
    await first.stop();

    const second = await harness.start();
    expect(await harness.query(second.url, 'SELECT answer FROM kept_by_owner')).toEqual([
      { answer: 42 },
    ]);
  });

  it('a start right after the kill of the owner waits for the end of the old Postgres', async () => {
    const { child, pid, url } = await harness.startOwner();
    await harness.query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await harness.start();
    expect(identifyProcess(pid)).toBeUndefined();
    expect(await harness.query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('a start that fails throws the message of Postgres and releases the folder', async () => {
    await expect(harness.start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /shared_buffers/,
    );
    await expect(harness.start()).resolves.toBeInstanceOf(EmbeddedPostgres);
  });
});

describe('EmbeddedPostgres after a killed first start', () => {
  let harness: EmbeddedPostgresHarness;

  beforeEach(() => {
    harness = new EmbeddedPostgresHarness();
  });

  afterEach(() => harness.remove());

  it.each([20, 100, 250, 500])(
    'a start succeeds after the first start was killed after %d ms',
    async (delayMs) => {
      const child = harness.spawnOwner();
      setTimeout(() => child.kill('SIGKILL'), delayMs);
      await once(child, 'exit');
      const { url } = await harness.start();
      expect(await harness.query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(
        readdirSync(join(harness.dataDir, 'postgres')).filter((name) => name.startsWith('draft')),
      ).toEqual([]);
    },
  );
});

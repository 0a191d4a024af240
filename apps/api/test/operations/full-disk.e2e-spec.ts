import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { canMount, SmallDiskPostgres, until } from '#testing';
import {
  api,
  dropoff,
  pickup,
  signUp,
  SqlPeek,
  startTestServer,
  type Answer,
  type Person,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

// A real disk that is full or read-only has to be mounted, which most accounts may not do.
const onSmallDisk = canMount ? describe : describe.skip;

const END_SESSIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = 'tripstream'`;

onSmallDisk('a disk of the database (this test mounts one, as root on Linux)', () => {
  let postgres: SmallDiskPostgres;
  let server: TestServer;
  let rider: Person;

  beforeEach(async () => {
    postgres = await SmallDiskPostgres.start();
    server = await startTestServer({ DATABASE_URL: postgres.url });
    rider = await signUp(server, 'rider');
    expect((await ready()).status).toBe(200);
  });

  afterEach(async () => {
    await server.stop();
    await postgres.stop();
  });

  /** A session in a database that is not on the small disk. */
  const peekFromElsewhere = () => {
    const url = new URL(postgres.url);
    url.pathname = '/postgres';
    return SqlPeek.at({ databaseUrl: url.href });
  };

  const ready = () => api(server).get('/health/ready');

  const readinessSays = (reason: string) =>
    until(`readiness says ${reason}`, async () => {
      const { status, body } = await ready();
      return status === 503 && body.checks?.database?.reason === reason;
    });

  /** Quotes use up what room the tables have left. @returns the first that was not a success */
  const untilRefused = () =>
    until('a command is refused', async () => {
      const answer = await rider.post('/v1/quotes', { pickup, dropoff });
      return answer.status < 300 ? undefined : answer;
    });

  async function expectToHeal(): Promise<void> {
    await until('a command succeeds', async () => {
      const { status } = await rider.post('/v1/quotes', { pickup, dropoff });
      return status < 300;
    });
    await until('the server is ready', async () => (await ready()).status === 200);
  }

  function expectRefused(refused: Answer<unknown>): void {
    expectProblem(refused, 503, 'DATABASE_UNAVAILABLE');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }

  it('commands and readiness answer 503 while the disk is full, reads go on, and both heal with room', async () => {
    postgres.disk.fill();
    await readinessSays('unwritable');
    expectRefused(await untilRefused());
    expect((await rider.get('/v1/trips')).status).toBe(200);
    expect((await api(server).get('/health/live')).status).toBe(200);
    postgres.disk.makeRoom();
    await expectToHeal();
  });

  it('commands and readiness answer 503 while the file system is read-only, and both heal', async () => {
    const peek = await peekFromElsewhere();
    postgres.disk.makeReadOnly();
    // New sessions open the files anew; the old ones would keep them for a while.
    await peek.rows(END_SESSIONS);
    await peek.close();
    await until('the server is not ready', async () => (await ready()).status === 503);
    expectRefused(await untilRefused());
    postgres.disk.makeWritable();
    await expectToHeal();
  });

  it('commands and readiness answer 503 while the service makes its database read-only', async () => {
    const peek = await peekFromElsewhere();
    await peek.rows(`ALTER DATABASE tripstream SET default_transaction_read_only = on`);
    await peek.rows(END_SESSIONS);
    await readinessSays('read_only');
    expectRefused(await untilRefused());
    await peek.rows(`ALTER DATABASE tripstream RESET default_transaction_read_only`);
    await peek.close();
    await expectToHeal();
  });
});

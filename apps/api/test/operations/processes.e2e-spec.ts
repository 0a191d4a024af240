import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCursor, parseCursor } from '#contracts';
import { createTestDatabase, until, type SseProbe, type TestDatabase } from '#testing';
import {
  ensureBuilt,
  expectOk,
  goOnline,
  hasActiveEngine,
  killApiProcesses,
  nextOffer,
  type Person,
  requestTrip,
  signUp,
  SqlPeek,
  startApiProcess,
  tripOf,
} from '#api-harness';

beforeAll(ensureBuilt);
afterEach(killApiProcesses);

describe('two servers at one database', () => {
  let database: TestDatabase;
  let peek: SqlPeek;

  beforeAll(async () => {
    database = await createTestDatabase();
    peek = await SqlPeek.at({ databaseUrl: database.url });
  });

  afterAll(async () => {
    await peek.close();
    await database.drop();
  });

  const start = () => startApiProcess({ DATABASE_URL: database.url });
  const engineSessions = () =>
    peek.rows<{ pid: number }>(
      `SELECT a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()
         AND a.application_name = 'tripstream-engine'`,
    );

  it('an engine stopped by SIGSTOP is replaced, and writes no row when it resumes', async () => {
    const active = await start();
    await until('the first is the engine', () => hasActiveEngine(active));
    const standby = await start();
    expect(await hasActiveEngine(standby)).toBe(false);
    const [rider, driver] = await Promise.all([
      signUp(standby, 'rider'),
      signUp(standby, 'driver'),
    ]);
    const stream = await driver.stream();
    await goOnline(driver);
    const [stopped] = await engineSessions();

    active.send('SIGSTOP');
    const trip = await requestTrip(rider);
    expect((await nextOffer(stream)).tripId).toBe(trip.id);
    expect(await hasActiveEngine(standby)).toBe(true);

    active.send('SIGCONT');
    await until('the woken one stands by with a new session', async () => {
      const sessions = await peek.value<number>(
        `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()
           AND application_name = 'tripstream-engine'`,
      );
      return sessions === 2;
    });
    expect(await hasActiveEngine(active)).toBe(false);
    const holders = await engineSessions();
    expect(holders).toHaveLength(1);
    expect(holders[0]?.pid).not.toBe(stopped?.pid);
    expect(await peek.value<number>('SELECT count(*)::int FROM offer')).toBe(1);
    expect(await peek.eventsOf(`driver/${driver.id}`)).toEqual(['driver.online', 'offer.created']);
    await stream.close();
  });
});

describe('a server killed in the middle of a ride, its Postgres with it', () => {
  let dataDir: string;

  beforeAll(() => {
    // The real path: root's Postgres belongs to another account, which must get there, too.
    dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-killed-')));
    chmodSync(dataDir, 0o755);
  });

  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('a killed server starts again with all that was answered, and both clients resume to the end', async () => {
    const where = { url: '' };
    let server = await startApiProcess({ DATA_DIR: dataDir });
    where.url = server.url;
    const [rider, driver] = await Promise.all([signUp(where, 'rider'), signUp(where, 'driver')]);
    const before = { rider: await rider.stream(), driver: await driver.stream() };
    await goOnline(driver);
    const { id, pin } = await requestTrip(rider);
    const offer = await nextOffer(before.driver);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    const cursor = {
      rider: await cursorAt(before.rider, 'trip.driver_assigned'),
      // The driver's last event of the same transaction.
      driver: await cursorAt(before.driver, 'offer.accepted'),
    };
    await Promise.all([before.rider.close(), before.driver.close()]);
    // The clients miss this step: the server answers with 200, and then server and Postgres are killed.
    await expectOk(driver.post(`/v1/trips/${id}/arrive`));

    const postmaster = postmasterOf(dataDir);
    await server.kill();
    if (isAlive(postmaster)) process.kill(postmaster, 'SIGKILL');
    await until('Postgres is gone', () => !isAlive(postmaster));

    server = await startApiProcess({ DATA_DIR: dataDir });
    where.url = server.url;
    const after = {
      rider: await resume(rider, cursor.rider),
      driver: await resume(driver, cursor.driver),
    };
    for (const stream of [after.rider, after.driver]) {
      const opened = await stream.next();
      expect(JSON.parse(opened.data!)).toMatchObject({ mode: 'resumed' });
      expect((await stream.next()).event).toBe('trip.driver_arrived');
    }

    await expectOk(driver.post(`/v1/trips/${id}/start`, { pin }));
    await expectOk(driver.post(`/v1/trips/${id}/complete`));
    for (const [stream, from] of [
      [after.rider, cursor.rider],
      [after.driver, cursor.driver],
    ] as const) {
      await stream.next(({ event }) => event === 'trip.completed');
      expect(durable(stream)).toEqual(
        ['trip.driver_arrived', 'trip.started', 'trip.completed'].map((event, i) => ({
          event,
          id: cursorAfter(from, 1 + i),
        })),
      );
      expect(stream.violations).toEqual([]);
      await stream.close();
    }
    expect((await tripOf(rider, id)).status).toBe('completed');
    server.send('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});

describe('SIGTERM', () => {
  it('with open streams ends them in words, and the process with 0', async () => {
    const database = await createTestDatabase();
    const server = await startApiProcess({ DATABASE_URL: database.url });
    const people = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
    const streams = await Promise.all(people.map((person) => person.stream()));
    await Promise.all(
      streams.map((stream) => stream.next(({ event }) => event === 'stream.snapshot')),
    );

    // Two connections that Node counts as busy: a silent one, and one that stops half-way.
    const { hostname, port } = new URL(server.url);
    const idle = connect(Number(port), hostname);
    const half = connect(Number(port), hostname);
    for (const socket of [idle, half]) socket.on('error', () => undefined);
    half.write('POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{');

    const began = performance.now();
    server.send('SIGTERM');
    for (const stream of streams) {
      const closing = await stream.next(({ event }) => event === 'stream.closing');
      expect(JSON.parse(closing.data!)).toEqual({ reason: 'drain', reconnect: true });
      expect(Number(closing.retry)).toBeGreaterThan(0);
      expect(await stream.ended).toBe('server');
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
    // Node itself waits a minute and more for such connections. The fault suite measures the 5 s.
    expect(performance.now() - began).toBeLessThan(30_000);
    await database.drop();
  });
});

async function cursorAt(stream: SseProbe, type: string): Promise<string> {
  return (await stream.next(({ event }) => event === type)).id!;
}

/** The cursor of `count` events later on the same stream. */
function cursorAfter(from: string, count: number): string {
  const { epoch, seq } = parseCursor(from)!;
  return formatCursor({ epoch, seq: seq + count });
}

const resume = (person: Person, cursor: string) =>
  person.stream(undefined, { headers: { 'last-event-id': cursor } });

const durable = ({ frames }: SseProbe) =>
  frames.filter(({ event }) => event?.startsWith('trip.')).map(({ event, id }) => ({ event, id }));

/** The first line of its pid file (PostgreSQL, "Database File Layout"). */
function postmasterOf(dataDir: string): number {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

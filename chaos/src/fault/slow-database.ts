import type { ProxiedConnection } from '../target/proxied-connection.js';
import type { Target } from '../target/target.js';
import { RawClient } from '../workload/raw-client.js';
import { pause, type Experiment, type Fault } from '../run/experiment.js';
import { until } from '#testing';

const DRIVERS = 60;
/** Far from the riders of the workload, who would wait for their answers otherwise. */
const ELSEWHERE = { lat: 40.71, lng: -74.01 };
/** One way: a statement takes twice as long, more than the interval of the batches. */
const DELAY_MS = 700;
const SLOW_MS = 8_000;
const REPORT_EVERY_MS = 1_000;
const SILENT_AFTER_SECONDS = 4;
/** A batch every second, and one of each process that is under way at either end. */
const MAX_BATCHES = SLOW_MS / 1_000 + 2;
const WRITTEN_WITHIN_MS = 5_000;

const slowDatabase: Fault = {
  name: 'slow-database',
  description: 'each statement takes more than a second while sixty drivers report their locations',
  target: { settings: { DRIVER_SILENCE_SECONDS: String(SILENT_AFTER_SECONDS) } },
  population: { riders: 2, drivers: 2 },
  async inject(experiment) {
    const { target, findings } = experiment;
    const { url } = target.server(0);
    const drivers = await Promise.all(
      Array.from({ length: DRIVERS }, () => RawClient.signUp(url, 'driver')),
    );
    for (const driver of drivers) {
      await driver.send({
        method: 'PUT',
        path: '/v1/drivers/me/availability',
        body: { status: 'online', position: ELSEWHERE },
      });
    }
    await expectOnline(target, drivers, findings);
    const writes = watchLocationWrites(target);
    target.databaseProxy.shapeTraffic({ delayMs: DELAY_MS });
    const lat = await reportFor(SLOW_MS, drivers);
    target.databaseProxy.restore();
    target.databaseProxy.chunkFilter = undefined;
    findings.measure('P17', `${writes.total} batches in ${SLOW_MS} ms, ${writes.most} at a time`);
    findings.expect('P17', writes.total > 1, 'no locations were written');
    findings.expect('P17', writes.total <= MAX_BATCHES, `${writes.total} batches were written`);
    findings.expect('P17', writes.most <= 1, `${writes.most} batches were under way at once`);
    await expectWritten(experiment, drivers, lat);
    await expectOnline(target, drivers, findings);
    await Promise.all(drivers.map((driver) => goOffDuty(driver)));
  },
};

/** All drivers report every second. @returns the latitude of the last reports */
async function reportFor(milliseconds: number, drivers: readonly RawClient[]): Promise<number> {
  const endsAt = performance.now() + milliseconds;
  let { lat } = ELSEWHERE;
  const pending: Promise<unknown>[] = [];
  while (performance.now() < endsAt) {
    lat = Math.round((lat + 0.0001) * 10_000) / 10_000;
    const report = { ...ELSEWHERE, lat };
    // A report may wait for the batch, and the next one does not wait for it, as with a phone.
    pending.push(...drivers.map((driver) => driver.post('/v1/drivers/me/locations', report)));
    await pause(REPORT_EVERY_MS);
  }
  await Promise.allSettled(pending);
  return lat;
}

/** Counts the statements that write locations, and how many of them are under way at once. */
function watchLocationWrites(target: Target): { total: number; most: number } {
  const writes = { total: 0, most: 0 };
  const underWay = new Set<ProxiedConnection>();
  target.databaseProxy.chunkFilter = (bytes, from, connection) => {
    // The answer is on its way as long as the statement was.
    if (from === 'server') setTimeout(() => underWay.delete(connection), DELAY_MS * 0.9);
    else if (bytes.includes('INSERT INTO driver_position')) {
      underWay.add(connection);
      writes.total += 1;
      writes.most = Math.max(writes.most, underWay.size);
    }
    return 'forward';
  };
  return writes;
}

async function expectOnline(
  target: Target,
  drivers: readonly RawClient[],
  findings: Experiment['findings'],
): Promise<void> {
  const [row] = await target.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM driver WHERE id = ANY($1) AND availability = 'online'`,
    [drivers.map(({ id }) => id)],
  );
  const online = row?.count ?? 0;
  findings.expect('P14', online === DRIVERS, `${DRIVERS - online} drivers looked silent`);
}

/** The last report of each driver is in the table soon after the database is fast again. */
async function expectWritten(
  { target, findings }: Experiment,
  drivers: readonly RawClient[],
  lat: number,
): Promise<void> {
  const startedAt = performance.now();
  const isWritten = async (): Promise<boolean> => {
    const [row] = await target.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM driver_position WHERE driver_id = ANY($1) AND lat = $2',
      [drivers.map(({ id }) => id), lat],
    );
    return row?.count === DRIVERS;
  };
  await until('the last reports are written', isWritten, { timeoutMs: 30_000 });
  const took = Math.round(performance.now() - startedAt);
  findings.measure('P14', `the last reports were written after ${took} ms`);
  findings.expect('P14', took <= WRITTEN_WITHIN_MS, `the last reports took ${took} ms`);
}

const goOffDuty = (driver: RawClient): Promise<unknown> =>
  driver.send({
    method: 'PUT',
    path: '/v1/drivers/me/availability',
    body: { status: 'offline' },
  });

export const slowDatabaseFaults: Fault[] = [slowDatabase];

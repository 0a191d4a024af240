import pg from 'pg';
import type { Trip } from '#contracts';
import { until } from '#testing';
import { subscribeIdleDrivers } from '../workload/idle-subscribers.js';
import { percentile } from '#simulation';
import { liveLatencies } from '../workload/delivery-latency.js';
import { Subscriber } from '../workload/subscriber.js';
import { RawClient } from '../workload/raw-client.js';
import { ConcurrentWriters } from '../workload/concurrent-writers.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import type { Experiment, Fault } from '../run/experiment.js';

const OPEN_MS = 15_000;

const openTransaction: Fault = {
  name: 'open-transaction',
  description: 'another client leaves a writing transaction open for 15 s: deliveries do not wait',
  async inject({ target, workload, findings }) {
    const client = new pg.Client({ connectionString: target.directUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_current_xact_id()');
    const startedAt = Date.now();
    const endsAt = performance.now() + OPEN_MS;
    while (performance.now() < endsAt) await workload.awaitTrips(2);
    const sorted = liveLatencies(workload.journal, startedAt);
    const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
    findings.measure('P1', `meanwhile ${sorted.length} live events, p50 ${p50} ms, p99 ${p99} ms`);
    findings.expect('P1', p50 < 1_000, `with a transaction open events took ${p50} ms`);
    await client.query('COMMIT');
    await client.end();
  },
};

const sixteenWriters: Fault = {
  name: 'sixteen-writers',
  description: 'sixteen writers of another process commit out of order, and roll back',
  random: true,
  population: { riders: 3, drivers: 3 },
  async inject(experiment) {
    const { target, random, findings } = experiment;
    const streams = await subscribeIdleDrivers(experiment, 5);
    const writer = await ConcurrentWriters.connect(target.directUrl);
    try {
      const load = { writers: 16, milliseconds: 5_000, streams, random };
      findings.measure('P1', `${await writer.writeConcurrently(load)} transactions`);
    } finally {
      await writer.close();
    }
  },
};

const failingCommits: Fault = {
  name: 'failing-commits',
  description: 'one COMMIT in four is refused (40001), after all the work was done',
  async inject(experiment) {
    const { target, workload } = experiment;
    await target.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF random() < 0.25 THEN
          RAISE EXCEPTION 'refused by the fault suite' USING ERRCODE = '40001';
        END IF;
        RETURN NULL;
      END $$`);
    await target.query(`CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON trip
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await Promise.all([requestAndCancel(experiment), workload.awaitTrips(12)]);
    await target.query('DROP TRIGGER refuse ON trip');
  },
};

/** Riders who request a trip and cancel it, repeatedly, while a subscriber reads their stream. */
async function requestAndCancel({ target, workload }: Experiment): Promise<void> {
  const baseUrl = target.serverProxy.url;
  const { journal } = workload;
  const rideRepeatedly = async (index: number): Promise<void> => {
    const client = `cancelling rider ${index}`;
    const rider = await RawClient.signUp(baseUrl, 'rider', client);
    const subscriber = new Subscriber({
      baseUrl,
      client,
      journal,
      token: rider.token,
      path: '/v1/riders/me/stream',
      stream: `rider/${rider.id}`,
    });
    workload.addSubscriber(subscriber);
    await subscriber.ready;
    for (let round = 0; round < 8; round += 1) {
      const { status, body } = await rider.post('/v1/trips', { pickup: PICKUP, dropoff: DROPOFF });
      if (status !== 201) continue;
      const path = `/v1/trips/${(body as Trip).id}/cancel`;
      await until('the trip is cancelled', async () => {
        const answer = await rider.post(path, { reason: 'Plans changed' });
        return answer.status === 200 || answer.status === 409;
      });
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, index) => rideRepeatedly(index)));
}

export const transactionFaults: Fault[] = [openTransaction, sixteenWriters, failingCommits];

import { setTimeout as delay } from 'node:timers/promises';
import type { Trip } from '#contracts';
import { until } from '#testing';
import { pause, type Experiment, type Fault } from '../run/experiment.js';
import { RawClient } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';

const GONE_SECONDS = 8;
const KILLS = 3;
const STAYING = 3;
/** Longer than the limit, so that each sign of life is older than it when a server starts again. */
const OUTAGE_MS = (GONE_SECONDS + 2) * 1_000;
/** The limit after the last start of a server, and the time that a busy machine takes. */
const ENDS_WITHIN_MS = (GONE_SECONDS + 30) * 1_000;
const OPEN_AGAIN_AFTER_MS = 300;
const BECAUSE = { reason: 'I walk' };

/** A rider whose request searches for a driver. */
interface Searcher {
  rider: RawClient;
  tripId: string;
}

const ridersVanish: Fault = {
  name: 'riders-vanish',
  description: `riders vanish for ever during the search while servers are killed ${KILLS} times and all at once: their requests end, those of riders who stay do not`,
  random: true,
  target: { instances: 2, settings: { RIDER_GONE_SECONDS: String(GONE_SECONDS) } },
  // Drivers of a workload would take the requests before the limit.
  population: { riders: 0, drivers: 0 },
  async inject(experiment) {
    const { target, random, findings } = experiment;
    findings.markChecked('P25');
    const closing = new AbortController();
    const staying = await Promise.all(
      Array.from({ length: STAYING }, () => startSearch(experiment, closing.signal)),
    );
    const ghosts = [await vanish(experiment)];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(random.between(300, 1_500));
      await target.aliveServers[random.chance(0.5) ? 0 : 1]?.kill();
      await target.startServer();
      ghosts.push(await vanish(experiment));
    }
    await Promise.all(target.aliveServers.map((server) => server.kill()));
    await pause(OUTAGE_MS);
    await Promise.all([target.startServer(), target.startServer()]);
    ghosts.push(await vanish(experiment));
    await expectGone(experiment, ghosts);
    await expectFound(experiment, staying, ghosts);
    for (const { rider, tripId } of staying)
      await rider.post(`/v1/trips/${tripId}/cancel`, BECAUSE);
    closing.abort();
  },
};

/** A rider requests a ride with an open stream, which is opened again whenever it ends. */
async function startSearch({ target }: Experiment, closing: AbortSignal): Promise<Searcher> {
  const rider = await RawClient.signUp(target.serverProxy.url, 'rider');
  void readUntil(rider, closing);
  return { rider, tripId: await request(rider) };
}

async function readUntil(rider: RawClient, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    const stream = await rider.openStream().catch(() => undefined);
    const leave = (): void => void stream?.destroy();
    closing.addEventListener('abort', leave);
    await stream?.ended;
    closing.removeEventListener('abort', leave);
    await delay(OPEN_AGAIN_AFTER_MS);
  }
}

/** A rider requests a ride, is seen with an open stream, and is never heard again. */
async function vanish({ target }: Experiment): Promise<Searcher> {
  const rider = await RawClient.signUp(target.serverProxy.url, 'rider');
  const stream = await rider.openStream();
  const tripId = await request(rider);
  await until('the rider was seen', async () => {
    const rows = await target.query(
      `SELECT FROM rider_presence p JOIN trip t USING (rider_id)
       WHERE t.id = $1 AND p.streamed_at >= t.requested_at`,
      [tripId],
    );
    return rows.length > 0;
  });
  await stream.destroy();
  return { rider, tripId };
}

async function request(rider: RawClient): Promise<string> {
  const { status, body, text } = await rider.post('/v1/trips', {
    pickup: PICKUP,
    dropoff: DROPOFF,
  });
  if (status !== 201) throw new Error(`The request was refused: ${status} ${text}`);
  return (body as Trip).id;
}

const idsOf = (searchers: readonly Searcher[]): string[] => searchers.map(({ tripId }) => tripId);

/** No driver is on duty yet, so a request of a ghost ends by its rider's absence, or not at all. */
async function expectGone({ target, findings }: Experiment, ghosts: Searcher[]): Promise<void> {
  const read = () =>
    target.query<{ status: string; by: string | null }>(
      `SELECT status, cancellation ->> 'by' AS by FROM trip WHERE id = ANY($1)`,
      [idsOf(ghosts)],
    );
  await until(
    'the requests of the riders who are gone end',
    async () => (await read()).every(({ status }) => status !== 'matching'),
    { timeoutMs: ENDS_WITHIN_MS },
  ).catch(() => undefined);
  for (const { status, by } of await read()) {
    findings.expect(
      'P25',
      by === 'rider_gone',
      `a gone rider's request is ${status} by ${by ?? 'no cancel'}`,
    );
  }
}

/** A driver for each rider who stayed comes on duty: each of them finds one, and no ghost does. */
async function expectFound(
  { target, findings }: Experiment,
  staying: Searcher[],
  ghosts: Searcher[],
): Promise<void> {
  const lost = await target.query<{ status: string }>(
    `SELECT status FROM trip WHERE id = ANY($1) AND status <> 'matching'`,
    [idsOf(staying)],
  );
  findings.expect('P25', lost.length === 0, `${lost.length} riders who stayed lost their search`);
  if (lost.length > 0) return;
  const path = '/v1/drivers/me/availability';
  const drivers = await Promise.all(
    staying.map(() => RawClient.signUp(target.serverProxy.url, 'driver')),
  );
  const setStatus = (body: object) =>
    Promise.all(drivers.map((driver) => driver.send({ method: 'PUT', path, body })));
  await setStatus({ status: 'online', position: PICKUP });
  const countOffered = async (searchers: Searcher[]): Promise<number> => {
    const [row] = await target.query<{ trips: number }>(
      'SELECT count(DISTINCT trip_id)::int AS trips FROM offer WHERE trip_id = ANY($1)',
      [idsOf(searchers)],
    );
    return row?.trips ?? 0;
  };
  await until(
    'each rider who stayed is offered to a driver',
    async () => (await countOffered(staying)) === staying.length,
  );
  const sent = await countOffered(ghosts);
  findings.expect('P25', sent === 0, `drivers were sent to ${sent} riders who are gone`);
  await setStatus({ status: 'offline' });
}

/** Riders who never come back. */
export const goneRiderFaults: readonly Fault[] = [ridersVanish];

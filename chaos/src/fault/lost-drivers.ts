import type { Trip, TripStatus } from '#contracts';
import { until } from '#testing';
import type { Experiment, Fault } from '../run/experiment.js';
import { RawClient } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';

const LOST_SECONDS = 4;
/** Seconds in which a search ends, so that a redispatched trip ends by itself. */
const SEARCH_SECONDS = 5;
/** The limits, and the time that a busy machine takes. */
const ENDS_WITHIN_MS = (LOST_SECONDS + SEARCH_SECONDS + 20) * 1_000;
const STATES = ['driver_assigned', 'driver_arrived', 'in_progress'] as const;
const BECAUSE = { reason: 'The driver does not answer' };

/** A ride whose driver never sends a request again. */
interface LostRide {
  rider: RawClient;
  tripId: string;
}

const driverNeverReturns: Fault = {
  name: 'driver-never-returns',
  description:
    'drivers vanish for ever, in each state of a trip: it moves on, or an operator ends it, unpaid',
  target: {
    settings: {
      DRIVER_SILENCE_SECONDS: '2',
      DRIVER_LOST_SECONDS: String(LOST_SECONDS),
      MATCHING_DEADLINE_SECONDS: String(SEARCH_SECONDS),
      FREE_CANCEL_SECONDS: '0.001',
    },
  },
  // The drivers of a workload on a busy machine might be late by more than these short limits.
  population: { riders: 0, drivers: 0 },
  async inject(experiment) {
    const { target, findings } = experiment;
    findings.markChecked('P9', 'P19');
    const rides: Record<string, LostRide> = {};
    for (const state of STATES) rides[state] = await vanish(experiment, state);
    const impatient = await vanish(experiment, 'driver_arrived');
    await Promise.all([
      expectMovedOn(experiment, rides['driver_assigned']),
      expectMovedOn(experiment, rides['driver_arrived']),
      expectFreeCancel(experiment, impatient),
      expectEndedByOperator(experiment, rides['in_progress']),
    ]);
    const [left] = await target.query<{ active: number; paid: number }>(
      `SELECT count(*) FILTER (WHERE ended_at IS NULL)::int AS active,
         count(*) FILTER (WHERE (cancellation #>> '{fee,amount}')::int > 0)::int AS paid
       FROM trip`,
    );
    findings.expect('P9', left?.active === 0, `${left?.active ?? 0} trips never end`);
    findings.expect('P19', left?.paid === 0, `${left?.paid ?? 0} riders paid for a silent driver`);
  },
};

/** A new rider's trip reaches the state; from then on its driver is never heard again. */
async function vanish({ target }: Experiment, state: (typeof STATES)[number]): Promise<LostRide> {
  const { url } = target.server(0);
  const [rider, driver] = await Promise.all([
    RawClient.signUp(url, 'rider'),
    RawClient.signUp(url, 'driver'),
  ]);
  const path = '/v1/drivers/me/availability';
  const body = { status: 'online', position: PICKUP };
  await driver.send({ method: 'PUT', path, body });
  const requested = await rider.post('/v1/trips', { pickup: PICKUP, dropoff: DROPOFF });
  const { id: tripId, pin } = requested.body as Trip;
  const offer = await until('the offer', async () => {
    const sql = `SELECT id FROM offer WHERE trip_id = $1 AND driver_id = $2 AND status = 'pending'`;
    const [row] = await target.query<{ id: string }>(sql, [tripId, driver.id]);
    return row?.id;
  });
  const steps: [TripStatus, string, unknown][] = [
    ['driver_assigned', `/v1/offers/${offer}/accept`, {}],
    ['driver_arrived', `/v1/trips/${tripId}/arrive`, {}],
    ['in_progress', `/v1/trips/${tripId}/start`, { pin }],
  ];
  for (const [reached, command, json] of steps) {
    const { status, text } = await driver.post(command, json);
    if (status !== 200) throw new Error(`${command} was refused: ${status} ${text}`);
    if (reached === state) break;
  }
  return { rider, tripId };
}

const tripOf = async ({ rider, tripId }: LostRide): Promise<Trip> =>
  (await rider.get(`/v1/trips/${tripId}`)).body as Trip;

async function untilTrip(ride: LostRide, what: string, test: (trip: Trip) => boolean) {
  return until(
    what,
    async () => {
      const trip = await tripOf(ride);
      return test(trip) ? trip : undefined;
    },
    { timeoutMs: ENDS_WITHIN_MS },
  );
}

/** No other driver is free, so the search for another driver ends at its deadline. */
async function expectMovedOn({ target, findings }: Experiment, ride?: LostRide): Promise<void> {
  if (!ride) return;
  const { status } = await untilTrip(ride, 'the trip ends', ({ endedAt }) => endedAt !== null);
  const rows = await target.query<{ type: string }>(
    `SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
     WHERE m.stream = $1 ORDER BY m.seq`,
    [`rider/${ride.rider.id}`],
  );
  const told = rows.map(({ type }) => type).slice(-3);
  const expected = ['trip.driver_silent', 'trip.redispatching', 'trip.no_drivers_available'];
  findings.expect('P19', told.join() === expected.join(), `${status} after ${told.join(', ')}`);
}

async function expectFreeCancel({ findings }: Experiment, ride: LostRide): Promise<void> {
  await untilTrip(ride, 'the silence shows', ({ driverSilentSince }) => driverSilentSince !== null);
  const { body } = await ride.rider.post(`/v1/trips/${ride.tripId}/cancel`, BECAUSE);
  const fee = (body as Trip).cancellation?.fee.amount;
  findings.expect('P19', fee === 0, `a cancel on a silent driver cost ${fee ?? 'an error'}`);
}

async function expectEndedByOperator({ target, findings }: Experiment, ride?: LostRide) {
  if (!ride) return;
  const isLost = ({ driverLostAt }: Trip) =>
    driverLostAt !== null && Date.parse(driverLostAt) < Date.now();
  const { status } = await untilTrip(ride, 'the driver is shown as lost', isLost);
  findings.expect('P19', status === 'in_progress', `a ride under way became ${status}`);
  const operator = await RawClient.signUp(target.server(0).url, 'ops');
  await operator.post(`/v1/ops/trips/${ride.tripId}/cancel`, BECAUSE);
  const ended = await tripOf(ride);
  findings.expect('P9', ended.cancellation?.by === 'ops', `the ride stayed ${ended.status}`);
}

/** Drivers who never come back. */
export const lostDriverFaults: readonly Fault[] = [driverNeverReturns];

import { TripstreamApi } from '#client';
import { until } from '#testing';
import { DROPOFF, PICKUP } from '../load/world.js';
import { ProbeDriver } from './probe-driver.js';
import type { Scene } from './scene.js';

/** P9's bound, in milliseconds. */
const MOVES_ON_WITHIN = 2_000;
const PATIENCE_MS = 15_000;

/**
 * One ride after the fault, alone in the city: the first driver declines, the second is
 * asked in time and drives. Whatever was broken is whole again.
 */
export async function probeRide({ stage, city, findings }: Scene): Promise<void> {
  findings.ran('P9');
  const baseUrl = stage.toServers.url;
  const api = new TripstreamApi({ baseUrl, maxAttempts: 20, timeoutMs: 4_000 });
  const [one, two] = await Promise.all([
    ProbeDriver.signUp({ api, baseUrl, city, name: 'probe 1' }),
    ProbeDriver.signUp({ api, baseUrl, city, name: 'probe 2' }),
  ]);
  const rider = await api.createSession({ role: 'rider', name: 'probe rider' });
  const asRider = api.withToken(rider.token);
  const trip = await asRider.requestTrip({ pickup: PICKUP, dropoff: DROPOFF });
  const first = await until('the first offer', () => one.offer ?? two.offer, limit);
  const [declines, drives] = one.offer === first ? [one, two] : [two, one];
  await declines.api.declineOffer(first.id, 'Too far');
  const declinedAt = performance.now();
  const second = await until('the next offer', () => drives.offer, limit);
  const took = Math.round(performance.now() - declinedAt);
  findings.measure('P9', `a declined offer moved on in ${took} ms`);
  findings.expect('P9', took <= MOVES_ON_WITHIN, `a declined offer moved on after ${took} ms`);
  await drives.api.acceptOffer(second.id);
  await drives.api.arrive(trip.id);
  await drives.api.start(trip.id, trip.pin ?? '');
  const { status } = await drives.api.complete(trip.id);
  findings.expect('P9', status === 'completed', `the probe's ride ended as ${status}`);
  await Promise.all([one, two].map((driver) => driver.goOffDuty()));
}

const limit = { timeoutMs: PATIENCE_MS };

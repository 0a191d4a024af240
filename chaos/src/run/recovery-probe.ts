import { TripstreamApi } from '#client';
import { until } from '#testing';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import type { Experiment } from './experiment.js';
import { ProbeDriver } from './probe-driver.js';

/** The bound of P9, in milliseconds. */
const MOVES_ON_WITHIN_MS = 2_000;
const OFFER_LIMIT = { timeoutMs: 15_000 };

/**
 * Runs one ride after the fault, with no other traffic: the first driver declines, and the
 * second driver receives the offer within the bound and drives. The ride shows that the
 * system is back in its steady state.
 */
export async function probeRecovery({ target, workload, findings }: Experiment): Promise<void> {
  findings.markChecked('P9');
  const [baseUrl, streamUrl] = [target.serverProxy.url, target.streamProxy.url];
  const api = new TripstreamApi({ baseUrl, maxAttempts: 20, timeoutMs: 4_000 });
  const [one, two] = await Promise.all([
    ProbeDriver.signUp({ api, streamUrl, workload, name: 'probe 1' }),
    ProbeDriver.signUp({ api, streamUrl, workload, name: 'probe 2' }),
  ]);
  const session = await api.createSession({ role: 'rider', name: 'probe rider' });
  const rider = api.withToken(session.token);
  const trip = await rider.requestTrip({ pickup: PICKUP, dropoff: DROPOFF });
  const first = await until('the first offer', () => one.offer ?? two.offer, OFFER_LIMIT);
  const [declining, driving] = one.offer === first ? [one, two] : [two, one];
  await declining.api.declineOffer(first.id, 'Too far');
  const declinedAt = performance.now();
  const second = await until('the next offer', () => driving.offer, OFFER_LIMIT);
  const took = Math.round(performance.now() - declinedAt);
  findings.measure('P9', `a declined offer moved on in ${took} ms`);
  findings.expect('P9', took <= MOVES_ON_WITHIN_MS, `a declined offer moved on after ${took} ms`);
  await driving.api.acceptOffer(second.id);
  await driving.api.arrive(trip.id, PICKUP);
  await driving.api.start(trip.id, trip.pin ?? '');
  const { status } = await driving.api.complete(trip.id, trip.dropoff);
  findings.expect('P9', status === 'completed', `the probe's ride ended as ${status}`);
  await Promise.all([one, two].map((driver) => driver.goOffDuty()));
}

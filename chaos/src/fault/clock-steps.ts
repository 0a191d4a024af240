import type { Trip } from '#contracts';
import { until, type SseProbe } from '#testing';
import { RawClient } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import { pause, type Experiment, type Fault } from '../run/experiment.js';

const STEP_MS = 120_000;
const LIMIT_PER_SECOND = 100;
/** Well below the limit, for longer than a window. */
const STEADY = { requests: 40, rounds: 5, everyMs: 1_000 };
const BURST = 300;
/** A limit that counts seconds sends its caller away for a second at most; rounded up. */
const LONGEST_RETRY_SECONDS = 2;
/** Between the first event of the replayed trip and its last one. */
const TRIP_MS = 1_500;
const REPLAY_WITHIN_MS = 15_000;

const clockSteps: Fault = {
  name: 'clock-steps-back',
  description: "the server's clock is set back by two minutes while it runs, and forward again",
  target: {
    preloads: ['chaos/src/preload/stepping-clock.ts'],
    settings: { RATE_LIMIT_PER_SECOND: String(LIMIT_PER_SECOND) },
  },
  async inject(experiment) {
    const { target, workload, findings } = experiment;
    const server = target.server(0);
    const client = await RawClient.signUp(server.url, 'rider');
    const trip = await cancelledTrip(client);
    const probe = await client.openStream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    const replay = await client.openStream(`/v1/trips/${trip}/replay?speed=1`);
    await replay.next(({ event }) => event === 'trip.requested');
    // Begins a window of the rate limit before the step.
    await client.get('/v1/trips');
    server.sendMessage(`clock ${-STEP_MS}`);
    const { clockAheadMs } = await server.holdings();
    findings.expect('completed', clockAheadMs < -STEP_MS / 2, 'the clock was not set back');
    await Promise.all([
      expectHeartbeats(probe, findings),
      expectReplayEnd(replay, findings),
      expectSteadyService(client, findings),
      workload.awaitTrips(6),
    ]);
    await expectLimit(client, findings);
    await expectOffersByDatabase(experiment);
    server.sendMessage('clock 0');
    await workload.awaitTrips(3);
    await expectHeartbeats(probe, findings);
    findings.expect('P11', probe.violations.length === 0, probe.violations.join('; '));
    await probe.close();
  },
};

/** @returns the id of a trip whose events span `TRIP_MS` */
async function cancelledTrip(rider: RawClient): Promise<string> {
  const { body } = await rider.post('/v1/trips', { pickup: PICKUP, dropoff: DROPOFF });
  const { id } = body as Trip;
  await pause(TRIP_MS);
  await until('the trip is cancelled', async () => {
    const { status } = await rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' });
    return status === 200;
  });
  return id;
}

async function expectHeartbeats(probe: SseProbe, findings: Experiment['findings']): Promise<void> {
  const before = probe.frames.length;
  const beats = await until('heartbeats go on', () => probe.frames.length > before + 2, {
    timeoutMs: 10_000,
  }).catch(() => false);
  findings.expect('P11', beats, 'a stream got no heartbeats after the step');
}

async function expectReplayEnd(replay: SseProbe, findings: Experiment['findings']): Promise<void> {
  const isOver = await until(
    'the replay is over',
    () => replay.frames.some(({ event }) => event === 'stream.closing'),
    { timeoutMs: REPLAY_WITHIN_MS },
  ).catch(() => false);
  findings.expect('P11', isOver, `a replay of ${TRIP_MS} ms did not end`);
  await replay.close();
}

/** Sends fewer requests than the limit allows, second after second: none may be refused. */
async function expectSteadyService(
  client: RawClient,
  findings: Experiment['findings'],
): Promise<void> {
  for (let round = 0; round < STEADY.rounds; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: STEADY.requests }, () => client.get('/v1/trips')),
    );
    const refused = answers.filter(({ status }) => status === 429).length;
    findings.expect('P17', refused === 0, `${refused} requests below the limit were refused`);
    await pause(STEADY.everyMs);
  }
}

/** More requests than the limit allows are refused, and soon not any more. */
async function expectLimit(client: RawClient, findings: Experiment['findings']): Promise<void> {
  const answers = await Promise.all(Array.from({ length: BURST }, () => client.get('/v1/trips')));
  const refused = answers.filter(({ status }) => status === 429);
  findings.expect('P17', refused.length > 0, `none of ${BURST} requests at once was refused`);
  const longest = Math.max(0, ...refused.map(({ headers }) => Number(headers.get('retry-after'))));
  const isShort = longest <= LONGEST_RETRY_SECONDS;
  findings.expect('P17', isShort, `a refusal says Retry-After: ${longest}`);
}

async function expectOffersByDatabase({ target, findings }: Experiment): Promise<void> {
  const [off] = await target.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM offer
     WHERE abs(extract(epoch FROM created_at - now())) > 60`,
  );
  findings.expect('P8', off?.count === 0, `${off?.count ?? 0} offers are dated by the wrong clock`);
}

export const clockFaults: Fault[] = [clockSteps];

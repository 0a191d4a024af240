import { randomUUID } from 'node:crypto';
import { until } from '#testing';
import { checkWebhooks, readTripEvents } from '../check/check-webhooks.js';
import { pause, type Experiment, type Fault } from '../run/experiment.js';
import { RawClient, type RawResponse } from '../workload/raw-client.js';
import { WebhookPartner } from '../workload/webhook-partner.js';

const KILLS = 3;
/** Riders who request trips and cancel them, one after the other. */
const RIDERS = 4;
const MAX_ATTEMPTS = 100;
const PICKUP = { lat: 40.7549, lng: -73.984 };
const DROPOFF = { lat: 40.7585, lng: -73.981 };
/** A lease lasts ten seconds, and the last kill may leave one. */
const DELIVERED_WITHIN_MS = 45_000;

const EVENTS = [
  'trip.requested',
  'trip.driver_assigned',
  'trip.driver_arrived',
  'trip.started',
  'trip.completed',
  'trip.redispatching',
  'trip.cancelled',
  'trip.no_drivers_available',
  'trip.driver_silent',
  'trip.driver_back',
];

const webhookKills: Fault = {
  name: 'webhook-kills',
  description: `kill -9 of a server and of a partner's receiver, ${KILLS} times each, while rides run`,
  random: true,
  target: {
    instances: 2,
    settings: {
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      // The receiver is away for as long as a process takes to start, also on a loaded machine.
      WEBHOOK_RETRY_SECONDS: Array<string>(12).fill('0.5').join(','),
    },
  },
  async inject(experiment) {
    const { target, random, findings } = experiment;
    const partner = await WebhookPartner.start();
    target.onStop(() => partner.kill());
    const { secret, since } = await register(experiment, partner);
    const riding = new AbortController();
    const riders = Promise.all(
      Array.from({ length: RIDERS }, () => requestAndCancel(experiment, riding.signal)),
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(random.between(300, 1_500));
      const [server] = target.aliveServers;
      await server?.kill();
      await target.startServer();
      await pause(random.between(300, 1_500));
      await partner.kill();
      await pause(random.between(0, 500));
      await partner.restart();
    }
    riding.abort();
    await riders;
    const expected = await readTripEvents(target, since);
    const isAll = () => {
      const ids = new Set(partner.accepted.map(({ id }) => id));
      return expected.every(({ id }) => ids.has(id));
    };
    findings.expect('completed', expected.length > RIDERS, 'there were hardly any events');
    await until('every event is delivered', isAll, { timeoutMs: DELIVERED_WITHIN_MS }).catch(
      () => undefined,
    );
    checkWebhooks({ accepted: partner.accepted, secret, expected }, findings);
  },
};

/** @returns the secret of the endpoint, and the time from which it gets every event */
async function register(
  { target }: Experiment,
  partner: WebhookPartner,
): Promise<{ secret: string; since: Date }> {
  const ops = await RawClient.signUp(target.serverProxy.url, 'ops');
  const body = { url: partner.url, events: EVENTS };
  const answer = await ops.post('/v1/ops/webhooks', body);
  if (answer.status !== 201) throw new Error(`No endpoint: ${answer.status} ${answer.text}`);
  const [row] = await target.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  if (!row) throw new Error('The database did not tell the time.');
  return { secret: (answer.body as { secret: string }).secret, since: row.now };
}

/** Riders repeat each command until a server answers, so no trip stays behind. */
async function requestAndCancel({ target }: Experiment, signal: AbortSignal): Promise<void> {
  const { url } = target.serverProxy;
  while (!signal.aborted) {
    const rider = await insist(() => RawClient.signUp(url, 'rider'));
    const { body } = await command(rider, '/v1/trips', { pickup: PICKUP, dropoff: DROPOFF });
    const { id } = body as { id: string };
    await command(rider, `/v1/trips/${id}/cancel`, { reason: 'Plans changed' });
    await pause(20);
  }
}

function command(rider: RawClient, path: string, body: object): Promise<RawResponse> {
  const headers = { 'idempotency-key': randomUUID() };
  return insist(async () => {
    const answer = await rider.post(path, body, headers);
    if (answer.status >= 500 || answer.status === 409) throw new Error(answer.text);
    return answer;
  });
}

/** Repeats until there is an answer: the server that was asked may have been killed. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = MAX_ATTEMPTS; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await pause(100);
    }
  }
}

export const webhookFaults: Fault[] = [webhookKills];

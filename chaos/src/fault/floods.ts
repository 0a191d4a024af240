import { randomUUID } from 'node:crypto';
import { until, type SseProbe } from '#testing';
import { RawClient, type RawResponse } from '../workload/raw-client.js';
import { PICKUP } from '../workload/workload-context.js';
import type { Experiment, Fault } from '../run/experiment.js';

const LIMIT_PER_SECOND = 100;
const STREAMS_PER_USER = 5;
const REQUESTS = 600;
const CONNECTIONS = 60;
/** The longest time that the liveness probe may take during the flood, in milliseconds. */
const LIVE_WITHIN_MS = 5_000;

const floods: Fault = {
  name: 'floods',
  description: 'one client floods the server with locations, accepts and streams: there are limits',
  target: {
    settings: {
      RATE_LIMIT_PER_SECOND: String(LIMIT_PER_SECOND),
      STREAMS_PER_USER: String(STREAMS_PER_USER),
    },
  },
  async inject({ target, workload, findings }) {
    findings.markChecked('P17');
    const baseUrl = target.server(0).url;
    const driver = await RawClient.signUp(baseUrl, 'driver', 'flood');
    const flood = (post: () => Promise<RawResponse>): Promise<RawResponse[]> =>
      Promise.all(Array.from({ length: REQUESTS }, post));
    const startedAt = performance.now();
    const locations = flood(() => driver.post('/v1/drivers/me/locations', PICKUP));
    const live = await fetch(`${baseUrl}/health/live`);
    const took = Math.round(performance.now() - startedAt);
    const isLive = live.status === 200 && took < LIVE_WITHIN_MS;
    findings.expect('P17', isLive, `in a flood /health/live took ${took} ms`);
    checkResponses(await locations, [204, 429, 503], findings);
    checkResponses(
      await flood(() => driver.post(`/v1/offers/${randomUUID()}/accept`)),
      [404, 429, 503],
      findings,
    );
    await openTooManyStreams(driver, findings);
    await workload.awaitTrips(3);
  },
};

/**
 * The server refuses requests above the limit with 429, and those that wait too long for a
 * database connection with 503.
 */
function checkResponses(
  answers: readonly RawResponse[],
  allowed: number[],
  findings: Experiment['findings'],
): void {
  const refused = answers.filter(({ status }) => status === 429 || status === 503);
  const unexpected = answers.find(({ status }) => !allowed.includes(status));
  findings.expect('P17', refused.length > 0, `none of ${answers.length} at once was refused`);
  const status = unexpected?.status ?? 0;
  findings.expect('P17', unexpected === undefined, `a flood was answered ${status}`);
  const withoutRetry = refused.filter(({ headers }) => !headers.has('retry-after')).length;
  findings.expect('P17', withoutRetry === 0, `${withoutRetry} refusals without Retry-After`);
}

/** Each stream above the limit replaces the oldest one, which ends with the reason `replaced`. */
async function openTooManyStreams(
  driver: RawClient,
  findings: Experiment['findings'],
): Promise<void> {
  const probes: SseProbe[] = [];
  for (let count = 0; count < CONNECTIONS; count += 1) probes.push(await driver.openStream());
  const replaced = (): number => probes.filter(isReplaced).length;
  const surplus = CONNECTIONS - STREAMS_PER_USER;
  await until('the surplus is closed', () => replaced() >= surplus).catch(() => undefined);
  findings.expect('P17', replaced() === surplus, `${replaced()} of ${CONNECTIONS} were replaced`);
  await Promise.all(probes.map((probe) => probe.close()));
}

const isReplaced = ({ frames }: SseProbe): boolean =>
  frames.some(({ event, data }) => event === 'stream.closing' && data?.includes('"replaced"'));

export const floodFaults: Fault[] = [floods];

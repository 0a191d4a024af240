import pg from 'pg';
import type { Trip } from '#contracts';
import { RawClient, codeOf, send, type RawResponse } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import { pause, type Experiment, type Fault } from '../run/experiment.js';

const LOCKED_MS = 8_000;
/** 60 commands a second, below the rate limit. */
const EVERY_MS = 50;
const COMMANDS_AT_ONCE = 3;
const PROBE_EVERY_MS = 400;

const rowLockHog: Fault = {
  name: 'row-lock-hog',
  description: 'one user sends 60 commands a second to a row that another session has locked',
  target: { settings: { DATABASE_POOL_SIZE: '8' } },
  async inject({ target, workload, findings }) {
    findings.markChecked('P17');
    const { url } = target.server(0);
    const hog = await RawClient.signUp(url, 'rider', 'Hog');
    const request = { pickup: PICKUP, dropoff: DROPOFF };
    const trip = (await hog.post('/v1/trips', request)).body as Trip;
    const session = new pg.Client({ connectionString: target.directUrl });
    session.on('error', () => undefined);
    await session.connect();
    await session.query('BEGIN');
    await session.query('SELECT FROM trip WHERE id = $1 FOR UPDATE', [trip.id]);
    const cancel = () => hog.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
    const [answers] = await Promise.all([
      hammer(cancel),
      probe(url, findings),
      workload.awaitTrips(3),
    ]);
    checkRefusals(answers, findings);
    await session.query('ROLLBACK');
    await session.end();
    const { status } = await cancel();
    findings.expect('P17', status === 200, `after the lock a cancel was answered ${status}`);
  },
};

async function hammer(command: () => Promise<RawResponse>): Promise<RawResponse[]> {
  const endsAt = performance.now() + LOCKED_MS;
  const answers: Promise<RawResponse>[] = [];
  while (performance.now() < endsAt) {
    for (let count = 0; count < COMMANDS_AT_ONCE; count += 1) answers.push(command());
    await pause(EVERY_MS);
  }
  return Promise.all(answers);
}

/** The readiness and a command of another user must succeed the whole time. */
async function probe(url: string, findings: Experiment['findings']): Promise<void> {
  const other = await RawClient.signUp(url, 'rider', 'Other');
  const endsAt = performance.now() + LOCKED_MS;
  let probes = 0;
  while (performance.now() < endsAt) {
    const ready = await send(url, { method: 'GET', path: '/health/ready' });
    const quote = await other.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
    findings.expect('P17', ready.status === 200, `/health/ready answered ${ready.status}`);
    findings.expect('P17', quote.status === 201, `another user's quote: ${quote.status}`);
    probes += 1;
    await pause(PROBE_EVERY_MS);
  }
  findings.measure('P17', `${probes} probes beside the hog`);
}

function checkRefusals(answers: readonly RawResponse[], findings: Experiment['findings']): void {
  const unexpected = answers.find(
    (answer) => codeOf(answer) !== 'RESOURCE_BUSY' && answer.status !== 429,
  );
  const status = unexpected?.status ?? 0;
  findings.expect('P17', unexpected === undefined, `the hog was answered ${status}`);
  const withoutRetry = answers.filter(({ headers }) => !headers.has('retry-after')).length;
  findings.expect('P17', withoutRetry === 0, `${withoutRetry} refusals without Retry-After`);
  findings.measure('P17', `${answers.length} commands of the hog`);
}

export const rowLockFaults: Fault[] = [rowLockHog];

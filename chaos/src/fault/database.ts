import { until } from '#testing';
import { RawClient, codeOf } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import { pause, type Fault, type Experiment } from '../run/experiment.js';
import type { ProxiedConnection } from '../target/proxied-connection.js';
import type { StopMode } from '../target/postgres.js';

/** The bound of P14. */
const HEALS_WITHIN_MS = 5_000;
const REFUSED_WITHIN_MS = 20_000;

const restart = (mode: StopMode, description: string): Fault => ({
  name: `postgres-restart-${mode}`,
  description,
  random: true,
  target: { ownPostgres: true },
  async inject(experiment) {
    const { target, random } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    await pause(random.between(0, 500));
    await target.postgres.crash(mode);
    await expectRefusal(experiment, client);
    await pause(random.between(0, 1_000));
    await target.postgres.launch();
    await expectHealed(experiment, client);
  },
});

const terminateBackends: Fault = {
  name: 'terminate-backends',
  description:
    'pg_terminate_backend on the pool, the tail and the engine, in and between transactions',
  random: true,
  async inject({ target, random, workload }) {
    for (let round = 0; round < 6; round += 1) {
      const pattern = random.pick(['tripstream', 'tripstream-tail', 'tripstream-engine', '%']);
      await target.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND application_name LIKE 'tripstream%' AND application_name LIKE $1`,
        [pattern],
      );
      await pause(random.between(50, 500));
      await workload.awaitTrips(1);
    }
  },
};

const ANSWER_LOSS_RATE = 0.2;

const lostCommitAnswer: Fault = {
  name: 'lost-commit-answer',
  description: 'the connection is cut between COMMIT and its answer, one time in five',
  random: true,
  async inject({ target, random, workload, findings }) {
    const committing = new WeakSet<ProxiedConnection>();
    let losses = 0;
    target.databaseProxy.chunkFilter = (bytes, from, connection) => {
      if (from === 'client') {
        // The driver sends a simple Query message (PostgreSQL, "Message Formats") with this text.
        if (bytes.includes('COMMIT\0')) committing.add(connection);
        return 'forward';
      }
      const isAnswer = committing.delete(connection);
      if (!isAnswer || !random.chance(ANSWER_LOSS_RATE)) return 'forward';
      losses += 1;
      return 'reset';
    };
    await until('twenty answers are lost', () => losses >= 20, { timeoutMs: 40_000 });
    target.databaseProxy.chunkFilter = undefined;
    findings.measure('P10', `${losses} answers to COMMIT lost`);
    await workload.awaitTrips(2);
  },
};

const blackHole: Fault = {
  name: 'black-holed-database',
  description: 'packets to the database vanish for seconds, connections stay',
  async inject(experiment) {
    const { target, findings } = experiment;
    const client = await RawClient.signUp(target.serverProxy.url, 'rider');
    const probe = await client.openStream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    target.databaseProxy.blackHole();
    await expectRefusal(experiment, client);
    const live = await client.get('/health/live');
    findings.expect(
      'P14',
      live.status === 200,
      'the liveness probe fails while the database is away',
    );
    const framesBefore = probe.frames.length;
    await until('the stream sends heartbeats', () => probe.frames.length > framesBefore + 1);
    target.databaseProxy.restore();
    await expectHealed(experiment, client);
    findings.expect('P14', probe.violations.length === 0, probe.violations.join('; '));
    await probe.close();
  },
};

/** Waits until a command is refused, and checks the refusal. */
export async function expectRefusal({ findings }: Experiment, client: RawClient): Promise<void> {
  const quote = (): ReturnType<RawClient['post']> =>
    client.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
  const refused = await until(
    'a command is refused',
    async () => {
      const answer = await quote();
      return answer.status >= 400 ? answer : undefined;
    },
    { timeoutMs: REFUSED_WITHIN_MS },
  );
  const answer = `${refused.status} ${codeOf(refused) ?? refused.text}`;
  findings.expect('P14', refused.status === 503, `a command was answered ${answer}`);
  findings.expect('P14', refused.headers.has('retry-after'), 'a 503 without Retry-After');
}

/** Waits until a command succeeds, and checks the bound of P14. */
export async function expectHealed({ findings }: Experiment, client: RawClient): Promise<void> {
  const startedAt = performance.now();
  await until(
    'a command succeeds again',
    async () => {
      const { status } = await client.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
      return status === 201;
    },
    { timeoutMs: 30_000 },
  );
  const took = Math.round(performance.now() - startedAt);
  findings.measure('P14', `healed in ${took} ms`);
  findings.expect('P14', took <= HEALS_WITHIN_MS, `healed only after ${took} ms`);
}

export const databaseFaults: Fault[] = [
  restart('fast', 'Postgres is shut down (SIGINT) in mid-traffic and started again'),
  restart('immediate', 'Postgres drops everything (SIGQUIT) and recovers at its next start'),
  terminateBackends,
  lostCommitAnswer,
  blackHole,
];

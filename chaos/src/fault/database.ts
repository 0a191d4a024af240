import { until } from '#testing';
import { Person, codeOf } from '../load/person.js';
import { DROPOFF, PICKUP } from '../load/world.js';
import { wait, type Fault, type Scene } from '../run/scene.js';
import type { Link } from '../stage/network-link.js';
import type { StopMode } from '../stage/postgres.js';

/** P14's bound. */
const HEALS_WITHIN_MS = 5_000;
const REFUSED_WITHIN_MS = 20_000;

const restart = (mode: StopMode, what: string): Fault => ({
  name: `postgres-restart-${mode}`,
  what,
  random: true,
  stage: { ownPostgres: true },
  async inject(scene) {
    const { stage, random } = scene;
    const person = await Person.signUp(stage.toServers.url, 'rider');
    await wait(random.between(0, 500));
    await stage.postgres.crash(mode);
    await expectRefusal(scene, person);
    await wait(random.between(0, 1_000));
    await stage.postgres.launch();
    await expectHealed(scene, person);
  },
});

const terminateBackends: Fault = {
  name: 'terminate-backends',
  what: 'pg_terminate_backend on the pool, the tail and the engine, in and between transactions',
  random: true,
  async inject({ stage, random, city }) {
    for (let round = 0; round < 6; round += 1) {
      const whose = random.pick(['tripstream', 'tripstream-tail', 'tripstream-engine', '%']);
      await stage.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND application_name LIKE 'tripstream%' AND application_name LIKE $1`,
        [whose],
      );
      await wait(random.between(50, 500));
      await city.busy(1);
    }
  },
};

const LOSES_ANSWER = 0.2;

const lostCommitAnswer: Fault = {
  name: 'lost-commit-answer',
  what: 'the connection is cut between COMMIT and its answer, one time in five',
  random: true,
  async inject({ stage, random, city, findings }) {
    const committing = new WeakSet<Link>();
    let cuts = 0;
    stage.toDatabase.tap = (bytes, from, link) => {
      if (from === 'client') {
        // A simple Query message (PostgreSQL, "Message Formats") with this text.
        if (bytes.includes('COMMIT\0')) committing.add(link);
        return 'carry';
      }
      const answers = committing.delete(link);
      if (!answers || !random.chance(LOSES_ANSWER)) return 'carry';
      cuts += 1;
      return 'cut';
    };
    await until('twenty answers are lost', () => cuts >= 20, { timeoutMs: 40_000 });
    stage.toDatabase.tap = undefined;
    findings.measure('P10', `${cuts} answers to COMMIT lost`);
    await city.busy(2);
  },
};

const blackHole: Fault = {
  name: 'black-holed-database',
  what: 'packets to the database vanish for seconds, connections stay',
  async inject(scene) {
    const { stage, findings } = scene;
    const person = await Person.signUp(stage.toServers.url, 'rider');
    const probe = await person.stream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    stage.toDatabase.blackHole();
    await expectRefusal(scene, person);
    const live = await person.get('/health/live');
    findings.expect(
      'P14',
      live.status === 200,
      'it says that it is dead while the database is away',
    );
    const beats = probe.frames.length;
    await until('the stream beats on', () => probe.frames.length > beats + 1);
    stage.toDatabase.restore();
    await expectHealed(scene, person);
    findings.expect('P14', probe.violations.length === 0, probe.violations.join('; '));
    await probe.close();
  },
};

async function expectRefusal({ findings }: Scene, person: Person): Promise<void> {
  const quote = (): ReturnType<Person['post']> =>
    person.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
  const refused = await until(
    'a command is refused',
    async () => {
      const answer = await quote();
      return answer.status >= 400 ? answer : undefined;
    },
    { timeoutMs: REFUSED_WITHIN_MS },
  );
  const said = `${refused.status} ${codeOf(refused) ?? refused.text}`;
  findings.expect('P14', refused.status === 503, `a command was answered ${said}`);
  findings.expect('P14', refused.headers.has('retry-after'), 'a 503 without Retry-After');
}

async function expectHealed({ findings }: Scene, person: Person): Promise<void> {
  const began = performance.now();
  await until(
    'a command is taken again',
    async () => {
      const { status } = await person.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
      return status === 201;
    },
    { timeoutMs: 30_000 },
  );
  const took = Math.round(performance.now() - began);
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

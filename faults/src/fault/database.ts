import pg from 'pg';
import type { Trip } from '#contracts';
import { until } from '#testing';
import { audience } from '../load/audience.js';
import { latencies, percentile } from '../load/latency.js';
import { Listener } from '../load/listener.js';
import { Person, codeOf } from '../load/person.js';
import { StreamWriter } from '../load/stream-writer.js';
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
    findings.expect('P14', live.status === 200, 'it says that it is dead while the database is away');
    const beats = probe.frames.length;
    await until('the stream beats on', () => probe.frames.length > beats + 1);
    stage.toDatabase.restore();
    await expectHealed(scene, person);
    findings.expect('P14', probe.violations.length === 0, probe.violations.join('; '));
    await probe.close();
  },
};

const OPEN_MS = 15_000;

const openTransaction: Fault = {
  name: 'open-transaction',
  what: 'somebody leaves a writing transaction open for 15 s: nobody else waits',
  async inject({ stage, city, findings }) {
    const client = new pg.Client({ connectionString: stage.directUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_current_xact_id()');
    const began = Date.now();
    while (Date.now() - began < OPEN_MS) await city.busy(2);
    const sorted = latencies(city.book, began);
    const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
    findings.measure('P1', `meanwhile ${sorted.length} live events, p50 ${p50} ms, p99 ${p99} ms`);
    findings.expect('P1', p50 < 1_000, `with a transaction open events took ${p50} ms`);
    await client.query('COMMIT');
    await client.end();
  },
};

const sixteenWriters: Fault = {
  name: 'sixteen-writers',
  what: 'sixteen writers of another process commit out of order, and roll back',
  random: true,
  people: { riders: 3, drivers: 3 },
  async inject(scene) {
    const { stage, random, findings } = scene;
    const streams = await audience(scene, 5);
    const writer = await StreamWriter.at(stage.directUrl);
    try {
      const load = { writers: 16, milliseconds: 5_000, streams, random };
      findings.measure('P1', `${await writer.writeAtRandom(load)} transactions`);
    } finally {
      await writer.close();
    }
  },
};

const failingCommits: Fault = {
  name: 'failing-commits',
  what: 'one COMMIT in four is refused (40001), after all the work was done',
  async inject(scene) {
    const { stage, city } = scene;
    await stage.rows(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF random() < 0.25 THEN
          RAISE EXCEPTION 'refused by the fault suite' USING ERRCODE = '40001';
        END IF;
        RETURN NULL;
      END $$`);
    await stage.rows(`CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON trip
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await Promise.all([requestAndCancel(scene), city.busy(12)]);
    await stage.rows('DROP TRIGGER refuse ON trip');
  },
};

/** Riders who ask and think better of it, again and again, with somebody listening. */
async function requestAndCancel({ stage, city }: Scene): Promise<void> {
  const baseUrl = stage.toServers.url;
  const waver = async (index: number): Promise<void> => {
    const rider = await Person.signUp(baseUrl, 'rider', `waverer ${index}`);
    const listener = new Listener({
      ...{ baseUrl, token: rider.token, client: `waverer ${index}`, book: city.book },
      ...{ path: '/v1/riders/me/stream', stream: `rider/${rider.id}` as const },
    });
    city.adopt(listener);
    await listener.ready;
    for (let round = 0; round < 8; round += 1) {
      const { status, body } = await rider.post('/v1/trips', { pickup: PICKUP, dropoff: DROPOFF });
      if (status !== 201) continue;
      const path = `/v1/trips/${(body as Trip).id}/cancel`;
      await until('the trip is cancelled', async () => {
        const answer = await rider.post(path, { reason: 'Plans changed' });
        return answer.status === 200 || answer.status === 409;
      });
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, index) => waver(index)));
}

async function expectRefusal({ findings }: Scene, person: Person): Promise<void> {
  const quote = (): ReturnType<Person['post']> =>
    person.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
  const refused = await until('a command is refused', async () => {
    const answer = await quote();
    return answer.status >= 400 ? answer : undefined;
  }, { timeoutMs: REFUSED_WITHIN_MS });
  const said = `${refused.status} ${codeOf(refused) ?? refused.text}`;
  findings.expect('P14', refused.status === 503, `a command was answered ${said}`);
  findings.expect('P14', refused.headers.has('retry-after'), 'a 503 without Retry-After');
}

async function expectHealed({ findings }: Scene, person: Person): Promise<void> {
  const began = performance.now();
  await until('a command is taken again', async () => {
    const { status } = await person.post('/v1/quotes', { pickup: PICKUP, dropoff: DROPOFF });
    return status === 201;
  }, { timeoutMs: 30_000 });
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
  openTransaction,
  sixteenWriters,
  failingCommits,
];

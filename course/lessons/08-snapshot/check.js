import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';
import { until } from '../../runner/until.js';

const CHANGE = `
  WITH changed AS (UPDATE ride SET status = $2 WHERE id = $1 RETURNING id, status),
       next AS (UPDATE head SET seq = seq + 1 RETURNING seq)
  INSERT INTO outbox SELECT seq, json_build_object('ride', id, 'status', status) FROM changed, next`;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { SNAPSHOT_MS: '700' } });
  const database = await lesson.database();
  const rides = new Rides(lesson, server, database);

  await lesson.claim('The stream begins with a snapshot, and its id is a number', async () => {
    const stream = await rides.open();
    await stream.until('A first message arrives', () => stream.events.length > 0);
    const [first] = stream.events;
    assert.equal(first.event, 'snapshot', `The first message was ${first.event}.`);
    assert.match(
      first.id ?? '',
      /^\d+$/,
      'The snapshot has no id, so neither client nor server can know which events it includes. ' +
        'Read the number in `head` together with the rides.',
    );
  });

  await lesson.claim('A change that commits while the snapshot is read is not lost', async () => {
    const witness = await rides.open();
    await witness.until('The witness has its snapshot', () => witness.events.length > 0);
    const stream = await rides.open();
    await until('The server reads the snapshot (keep pg_sleep: it stands for a large city)', () =>
      rides.isSleeping(),
    );
    await rides.change(1, 'completed');
    await witness.until('The tail has sent the change', () => has(witness, 1, 'completed'));
    await stream.until('The snapshot arrives', () => hasSnapshot(stream));
    await rides.change(2, 'completed');
    await stream.until('A later change arrives', () => knows(stream, 2, 'completed'));
    assert.ok(
      knows(stream, 1, 'completed'),
      'Ride 1 was completed while the snapshot was read. It is not in the snapshot, and its event ' +
        'was sent before the stream was in `streams`. Subscribe first, and read the snapshot then.',
    );
  });

  await lesson.claim('A change that the snapshot includes does not come again', async () => {
    const stream = await rides.openDuringChange('ride', 'paid');
    const [first, ...events] = stream.events;
    assert.equal(
      first.event,
      'snapshot',
      'An event came before the snapshot. The client replaces its state by the snapshot, so the ' +
        'event has to wait until the snapshot has been sent.',
    );
    const known = events
      .filter(({ id }) => Number(id) <= Number(first.id ?? 0))
      .map(({ id }) => id);
    assert.ok(
      first.id !== undefined && known.length === 0,
      `The snapshot has the id ${first.id}, and event ${known.join(', ') || '?'} came after it. ` +
        'Skip the events whose number is not greater than that of the snapshot.',
    );
  });

  await lesson.claim('The snapshot is exactly the state after the event of its id', async () => {
    for (const table of ['ride', 'head']) {
      const stream = await rides.openDuringChange(table, `changed with ${table}`);
      const { id, data } = stream.events.find(({ event }) => event === 'snapshot');
      const expected = await rides.stateAfter(Number(id ?? 0));
      assert.deepEqual(
        JSON.parse(data),
        expected,
        `The snapshot has the id ${id ?? 'of no event'}, and its rides are those of another moment. ` +
          'Read the number and the rides in one statement.',
      );
    }
  });

  await lesson.claim('After the snapshot, the numbers rise by one', async () => {
    const streams = rides.streams.filter(({ events }) => events.length > 1);
    for (const { events } of streams) {
      const ids = events.map(({ id }) => Number(id ?? Number.NaN));
      const isGapless = ids.every((id, index) => index === 0 || id === ids[index - 1] + 1);
      assert.ok(isGapless, `A stream had the ids ${ids.join(', ')}.`);
    }
  });
}

/** The streams and the database of one check. */
class Rides {
  streams = [];

  constructor(lesson, server, database) {
    Object.assign(this, { lesson, server, database });
  }

  async open() {
    const stream = await SseReader.open(`${this.server.url}/stream`);
    this.lesson.atEnd(() => stream.close());
    this.streams.push(stream);
    return stream;
  }

  async change(ride, status) {
    const address = `${this.server.url}/change?ride=${ride}&status=${encodeURIComponent(status)}`;
    await fetch(address, { method: 'POST' });
  }

  async isSleeping() {
    const { rows } = await this.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    );
    return rows.length > 0;
  }

  /**
   * Opens a stream while another program changes ride 3 and holds the lock of a table. The server's
   * read of this table waits for the commit, and then sees the change.
   */
  async openDuringChange(table, status) {
    const client = await this.database.connect();
    try {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const stream = await this.open();
      await until(`The server waits for the table ${table}`, () => this.isWaiting());
      await client.query(CHANGE, [3, status]);
      await client.query('COMMIT');
      await stream.until('The snapshot arrives', () => hasSnapshot(stream));
      await this.change(2, `after ${status}`);
      await stream.until('A later change arrives', () => has(stream, 2, `after ${status}`));
      return stream;
    } finally {
      client.release();
    }
  }

  async isWaiting() {
    const { rows } = await this.database.query('SELECT FROM pg_locks WHERE NOT granted');
    return rows.length > 0;
  }

  async stateAfter(seq) {
    const { rows } = await this.database.query(
      'SELECT event FROM outbox WHERE seq <= $1 ORDER BY seq',
      [seq],
    );
    const state = new Map([1, 2, 3].map((id) => [id, 'in_progress']));
    for (const { event } of rows) state.set(event.ride, event.status);
    return [...state].map(([id, status]) => ({ id, status }));
  }
}

const hasSnapshot = ({ events }) => events.some(({ event }) => event === 'snapshot');

function has({ events }, ride, status) {
  const changes = events.filter(({ event }) => event === 'ride.changed');
  return changes.some(({ data }) => {
    const change = JSON.parse(data);
    return change.ride === ride && change.status === status;
  });
}

/** Whether a client knows a status, from the snapshot or from an event. */
function knows(stream, ride, status) {
  const snapshots = stream.events.filter(({ event }) => event === 'snapshot');
  const states = snapshots.flatMap(({ data }) => JSON.parse(data));
  return (
    has(stream, ride, status) || states.some((each) => each.id === ride && each.status === status)
  );
}

import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';

/** How long an event may take from one process to the readers of the other. */
const PATIENCE = { timeoutMs: 4000 };

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const a = await lesson.start();
  const b = await lesson.start();
  const onA = await open(lesson, a);
  const onB = await open(lesson, b);

  await lesson.claim('An event arrives at the readers of the process that wrote it', async () => {
    await append(a, 'one');
    await arrives(onA, 'one', 'It was written through the same process.');
  });

  await lesson.claim('An event arrives at the readers of the other process', async () => {
    await append(b, 'two');
    await arrives(
      onA,
      'two',
      'It was written through the other process, and this process did not learn of it. Let each process LISTEN, and let the ' +
        'statement APPEND call pg_notify() in its transaction.',
    );
    await arrives(onB, 'two', 'It was written through the same process.');
  });

  await lesson.claim('A reader whose server was killed goes on at the other one', async () => {
    const cursor = onA.events.at(-1)?.id ?? '0';
    await a.kill('SIGKILL');
    await append(b, 'three');
    await append(b, 'four');
    const resumed = await open(lesson, b, cursor);
    await arrives(resumed, 'four', `The reader came back with Last-Event-ID: ${cursor}.`);
    assertOnceAndInOrder([...onA.events, ...resumed.events], 4);
  });

  await lesson.claim('A lost connection to Postgres loses no event', async () => {
    const restarted = await lesson.start();
    const reader = await open(lesson, restarted, '4');
    const database = await lesson.database();
    await database.query(`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query ILIKE 'listen%'`);
    await append(b, 'five');
    await arrives(
      reader,
      'five',
      'The connection that listens was cut, and no notification comes for the time without it. Connect ' +
        'again, and then read the table, because the notification may be gone.',
    );
    assert.ok(!restarted.hasEnded, `The process ended:\n${restarted.output.slice(-500)}`);
    await arrives(onB, 'five', 'It was written through the same process.');
    assertOnceAndInOrder(onB.events, 5);
  });
}

async function open(lesson, server, cursor) {
  const headers = cursor === undefined ? {} : { 'last-event-id': cursor };
  const stream = await SseReader.open(`${server.url}/stream`, { headers });
  lesson.atEnd(() => stream.close());
  return stream;
}

async function append(server, data) {
  const { status } = await fetch(`${server.url}/events?data=${data}`, { method: 'POST' });
  assert.equal(status, 200, `POST /events answered ${status}.`);
}

async function arrives(stream, data, hint) {
  const hasIt = ({ events }) => events.some((event) => event.data === data);
  await stream
    .until('It arrives', hasIt, PATIENCE)
    .catch(() => assert.fail(`The event "${data}" did not arrive. ${hint}`));
}

function assertOnceAndInOrder(events, count) {
  const ids = events.map(({ id }) => id);
  const expected = Array.from({ length: count }, (_, index) => String(index + 1));
  assert.deepEqual(
    ids,
    expected,
    `The reader has the events [${ids.join(', ')}] and not [${expected.join(', ')}].`,
  );
}

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SseReader } from '../../runner/sse-reader.js';

/** Ends the process as soon as a COMMIT has succeeded. */
const KILL_AFTER_COMMIT = join(import.meta.dirname, '../../runner/kill-after-commit.js');

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start();
  const stream = await open(lesson, server);

  await lesson.claim('A ride that is completed is one event', async () => {
    await complete(server, 1, 1200);
    await complete(server, 2, 1200);
    await arrival(stream, 2);
    assert.deepEqual(ridesOf(stream), [1, 2], `The events were of the rides ${ridesOf(stream)}.`);
  });

  await lesson.claim(
    'A client that looks the ride up on its event finds it completed',
    async () => {
      const answer = complete(server, 3, 1200);
      await arrival(stream, 3);
      const status = await lookUp(server, 3);
      await answer;
      assert.equal(
        status,
        'completed',
        `The event said "completed", and GET /ride?ride=3 said "${status}". The event was sent while ` +
          'the transaction was open, and other connections do not see what has not committed.',
      );
    },
  );

  await lesson.claim('A command that fails has no event', async () => {
    assert.equal(await complete(server, 4, 0), 402, 'A charge of 0 cents has to fail with 402.');
    await complete(server, 5, 1200);
    await arrival(stream, 5);
    assert.equal(
      await lookUp(server, 4),
      'in_progress',
      'Ride 4 was not charged, and is completed.',
    );
    assert.ok(
      !ridesOf(stream).includes(4),
      'The charge of ride 4 failed and its transaction was rolled back, but its event was sent. ' +
        'Write the event into the outbox with the client of the transaction.',
    );
  });

  await lesson.claim('A server that dies right after its COMMIT loses no event', async () => {
    const victim = await lesson.start({ nodeArgs: ['--import', KILL_AFTER_COMMIT] });
    const { id } = stream.events.at(-1);
    const before = await open(lesson, victim, id);
    await complete(victim, 6, 1200).catch(() => {});
    await before.until('The server dies after its COMMIT', () => before.hasEnded);
    assert.equal(await lookUp(server, 6), 'completed', 'Ride 6 did not commit.');
    const after = await open(lesson, server, before.events.at(-1)?.id ?? id);
    await complete(server, 7, 1200);
    await arrival(after, 7);
    assert.ok(
      [before, after].some((each) => ridesOf(each).includes(6)),
      'Ride 6 is completed in the database, and no client will ever learn of it: the server died ' +
        'between the COMMIT and the event. The event has to be part of the transaction.',
    );
  });
}

async function open(lesson, server, cursor) {
  const headers = cursor ? { 'Last-Event-ID': cursor } : {};
  const stream = await SseReader.open(`${server.url}/stream`, { headers });
  lesson.atEnd(() => stream.close());
  return stream;
}

const ridesOf = ({ values }) => values.map(({ ride }) => ride);

function arrival(stream, ride) {
  return stream.until(`The event of ride ${ride} arrives`, () => ridesOf(stream).includes(ride));
}

async function complete({ url }, ride, cents) {
  const address = `${url}/complete?ride=${ride}&cents=${cents}`;
  const { status } = await fetch(address, { method: 'POST' });
  return status;
}

async function lookUp({ url }, ride) {
  const [{ status }] = await (await fetch(`${url}/ride?ride=${ride}`)).json();
  return status;
}

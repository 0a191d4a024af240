import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';

const WRITERS = 16;
const EVENTS = 20;
/** Milliseconds. A tail that waits for the open transaction would wait for ever. */
const HELD_BACK_MS = 5000;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start();
  const stream = await SseReader.open(`${server.url}/stream`);
  lesson.atEnd(() => stream.close());
  const write = (event, busy = 0) =>
    fetch(`${server.url}/write?event=${event}&busy=${busy}`, { method: 'POST' });
  const arrived = () => stream.values.map(({ event }) => event);
  const arrival = (event, options) =>
    stream.until(`Event ${event} arrives`, () => arrived().includes(event), options);

  await lesson.claim('Events that commit one after the other arrive', async () => {
    await write('one');
    await write('two');
    await arrival('two');
    assert.deepEqual(arrived(), ['one', 'two'], `These events arrived: ${arrived()}.`);
  });

  const { query } = await lesson.database();
  const open = await openTransaction(lesson);
  await open.query('BEGIN');
  await open.query(`INSERT INTO outbox (event) VALUES ('{"event":"late"}')`);

  await lesson.claim('An open transaction holds back no other event', async () => {
    await write('early');
    await arrival('early', { timeoutMs: HELD_BACK_MS }).catch(() => {});
    const ids = await idsOf(query);
    assert.ok(
      arrived().includes('early'),
      `Event ${ids.early} has committed. Another transaction has written an event before it and is ` +
        'still open, and the tail waits for that one. A transaction may stay open for a minute.',
    );
  });

  await lesson.claim('An event that commits late is not skipped', async () => {
    await open.query('COMMIT');
    await write('marker');
    await arrival('marker');
    const ids = await idsOf(query);
    assert.ok(
      arrived().includes('late'),
      `Event ${ids.late} got its id before event ${ids.early}, and committed after it. When it became ` +
        `visible, the cursor was ${ids.early} already, and the tail asked for id > ${ids.early}.`,
    );
  });

  await lesson.claim('Of sixteen writers at the same time, each event arrives', async () => {
    const written = [];
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let number = 1; number <= EVENTS; number += 1) {
          written.push(`${writer}-${number}`);
          await write(
            `${writer}-${number}`,
            (writer * 7 + number * 13) % (writer === 0 ? 100 : 20),
          );
        }
      }),
    );
    await write('last');
    await arrival('last');
    const lost = written.filter((event) => !arrived().includes(event));
    assert.ok(
      lost.length === 0,
      `${lost.length} of ${written.length} events were lost: ${lost.slice(0, 5).join(', ')}`,
    );
  });

  await lesson.claim('No event arrives twice', async () => {
    const twice = arrived().filter((event, index) => arrived().indexOf(event) !== index);
    assert.ok(twice.length === 0, `These events arrived twice: ${twice.slice(0, 5).join(', ')}`);
  });
}

/** A connection of another program that writes to the same outbox. */
async function openTransaction(lesson) {
  const { connect } = await lesson.database();
  const client = await connect();
  lesson.atEnd(() => client.release(true));
  return client;
}

async function idsOf(query) {
  const { rows } = await query(`SELECT event ->> 'event' AS name, id FROM outbox`);
  return Object.fromEntries(rows.map(({ name, id }) => [name, id]));
}

import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';

const MOST_EVENTS = 50;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { STEP_MS: '0', MOST_EVENTS: String(MOST_EVENTS) } });
  let block = 0;
  const move = async (times) => {
    block += times;
    for (let time = 0; time < times; time += 1)
      await fetch(`${server.url}/move`, { method: 'POST' });
  };
  const open = async (cursor) => {
    const headers = cursor === undefined ? {} : { 'Last-Event-ID': cursor };
    const stream = await SseReader.open(`${server.url}/stream`, { headers });
    lesson.atEnd(() => stream.close());
    await stream.until('The stream begins with "retry"', () => stream.retry !== undefined);
    return stream;
  };
  /** What a client gets that connects with this cursor, up to one further move of the car. */
  const readFrom = async (cursor) => {
    const stream = await open(cursor);
    await move(1);
    await stream.until(`Move ${block} arrives`, () => hasMove(stream, block));
    stream.close();
    return stream.events.map(({ event, data }) => ({ event, block: JSON.parse(data).block }));
  };
  let cursor;

  await lesson.claim('A new client gets the moves from now on, each with an id', async () => {
    await move(2);
    const stream = await open();
    await move(2);
    await stream.until('Two moves arrive', () => stream.events.length >= 2);
    stream.close();
    assert.deepEqual(
      stream.values.map(({ block }) => block),
      [3, 4],
      'The stream has to bring moves 3 and 4, and no older ones: this client has no cursor.',
    );
    cursor = stream.events.at(-1).id;
    assert.ok(cursor, 'The move has no id, so the client has no cursor to come back with.');
  });

  await lesson.claim('A client that comes back gets each move that it missed, once', async () => {
    await move(3);
    const events = await readFrom(cursor);
    assert.deepEqual(
      events.map(({ block }) => block),
      [5, 6, 7, 8],
      `The car moved through blocks 5, 6, 7 while the line was cut, and then to 8. ` +
        `The client came back with Last-Event-ID: ${cursor} and got ${list(events)}. ` +
        'Keep the events in a list, and send those after the cursor in openStream().',
    );
  });

  await lesson.claim(
    'A client that was away for longer than the history gets a reset',
    async () => {
      await move(MOST_EVENTS + 10);
      const events = await readFrom(cursor);
      assert.equal(
        events[0].event,
        'reset',
        `With MOST_EVENTS=${MOST_EVENTS} the server keeps ${MOST_EVENTS} events, and this client missed more. It got ${list(events.slice(0, 2))} ` +
          'and does not learn that some are missing. Send an event "reset" first.',
      );
    },
  );

  await lesson.claim('The oldest cursor that the history covers gets all its events', async () => {
    const oldest = block - MOST_EVENTS;
    const events = await readFrom(numbered(cursor, oldest));
    assert.deepEqual(
      { first: events[0].block, resets: events.filter(({ event }) => event === 'reset').length },
      { first: oldest + 1, resets: 0 },
      `The last event is ${block - 1}, and with MOST_EVENTS=${MOST_EVENTS} the oldest one is ${oldest + 1}. A client ` +
        `with event ${oldest} misses none, and got ${list(events.slice(0, 2))} first. It needs no reset.`,
    );
  });

  await lesson.claim('One event that is gone is enough for a reset', async () => {
    const gone = block - MOST_EVENTS;
    const events = await readFrom(numbered(cursor, gone - 1));
    assert.equal(
      events[0].event,
      'reset',
      `Event ${gone} is gone, a client with event ${gone - 1} came back and got ${list(events.slice(0, 2))}: it ` +
        `does not learn that it misses event ${gone}.`,
    );
  });

  await lesson.claim('A number that this history has not reached gets a reset', async () => {
    const future = block + 5;
    const events = await readFrom(numbered(cursor, future));
    assert.equal(
      events[0].event,
      'reset',
      `The car is at block ${future - 5}. A client with the cursor ${numbered(cursor, future)} got ` +
        `${list(events.slice(0, 2))}. This server never gave that id, so it can't continue from it.`,
    );
  });

  await lesson.claim('A cursor from before a restart gets a reset', async () => {
    await server.restart();
    block = 0;
    await move(20);
    const events = await readFrom(cursor);
    assert.equal(
      events[0].event,
      'reset',
      `The server was killed and started again, and the car moved 20 times. A client came back with ` +
        `the old id ${cursor} and got ${list(events.slice(0, 2))}: the same number is another event now. ` +
        'Put a name of the history into each id, a new one at each start.',
    );
  });

  await lesson.claim('A reset says where the car is, and has an id to come back with', async () => {
    const stream = await open('0000-1');
    await move(1);
    await stream.until(`Move ${block} arrives`, () => hasMove(stream, block));
    const [reset, moved] = stream.events;
    assert.equal(reset.event, 'reset', 'The cursor 0000-1 is unknown, and there was no reset.');
    assert.equal(
      JSON.parse(reset.data).block + 1,
      JSON.parse(moved.data).block,
      'The data of the reset has to be {"block": <where the car is now>}.',
    );
    assert.ok(reset.id, 'The reset has no id.');
  });
}

function hasMove({ events }, block) {
  return events.some(
    ({ event, data }) => event === 'car.moved' && JSON.parse(data).block === block,
  );
}

/** The cursor of another event of the same history. */
function numbered(cursor, number) {
  return String(cursor).replace(/\d+$/, String(number));
}

function list(events) {
  return events.map(({ event, block }) => `${event} ${block}`).join(', ');
}

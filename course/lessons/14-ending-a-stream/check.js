import assert from 'node:assert/strict';
import { SseReader } from '../../runner/sse-reader.js';
import { until } from '../../runner/until.js';

/** How long a stream may stay open that has to end. */
const PATIENCE = { timeoutMs: 5000 };

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  await lesson.claim('A client that leaves is forgotten', async () => {
    const trip = await Trip.start(lesson);
    const stream = await trip.open();
    await until('The stream is open', async () => (await trip.readers()) === 1);
    stream.close();
    await until(
      'The server forgets the reader',
      async () => (await trip.readers()) === 0,
      PATIENCE,
    ).catch(() =>
      assert.fail(
        'A client closed its stream, and the server still counts it as a reader. Every client that leaves ' +
          "stays in memory. Delete it from `readers` at the response's event `close`.",
      ),
    );
  });

  await lesson.claim('A client that missed the end of the trip still gets it', async () => {
    const trip = await Trip.start(lesson);
    await trip.append('started');
    await trip.append('completed');
    const stream = await trip.open({ cursor: 1 });
    assert.equal(
      stream.status,
      200,
      `A client with the cursor 1 of 2 got ${stream.status}. It has not seen \`completed\` yet.`,
    );
    await stream.until('The stream ends', ({ hasEnded }) => hasEnded, PATIENCE);
    const types = stream.events.map(({ event }) => event);
    assert.deepEqual(types, ['completed'], `It got the events [${types.join(', ')}].`);
  });

  await lesson.claim('A client that has everything is told to stay away, with 204', async () => {
    const trip = await Trip.start(lesson);
    const stream = await trip.open();
    await trip.append('started');
    await trip.append('completed');
    await stream.until('The stream ends', ({ hasEnded }) => hasEnded, PATIENCE);
    const again = await trip.open({ cursor: 2 });
    assert.equal(
      again.status,
      204,
      `The trip has ended, the client came back with the last cursor and got ${again.status}. ` +
        'EventSource will ask again for ever. Answer 204 to a cursor at the end of a trip that has ended.',
    );
  });

  await lesson.claim('A stream ends when its token expires, and says why', async () => {
    const trip = await Trip.start(lesson, { TOKEN_MS: '1500' });
    const stream = await trip.open();
    assert.equal(stream.status, 200, `A fresh token got ${stream.status}.`);
    await stream
      .until('The stream ends', ({ hasEnded }) => hasEnded, PATIENCE)
      .catch(() =>
        assert.fail(
          'The token was good for 1.5 s, and the stream is open after 5 s. A token is checked when the stream ' +
            'is opened, and nothing asks again: set a timer for the rest of its life.',
        ),
      );
    const last = stream.events.at(-1);
    assert.equal(last?.event, 'closing', 'The stream ended without an event `closing`.');
    assert.match(last.data, /token_expired/, `The event \`closing\` has the data ${last.data}.`);
    assert.ok(stream.response.complete, 'The response was cut. End it with response.end().');
  });

  await lesson.claim('An expired token opens no stream', async () => {
    const trip = await Trip.start(lesson, { TOKEN_MS: '1' });
    const token = await trip.token();
    await until('The token has expired', () => Date.now() > Number(token.split('.')[0]));
    const stream = await trip.open({ token });
    assert.equal(stream.status, 401, `An expired token got ${stream.status}. Compare its time.`);
  });
}

/** A server with one trip, and the requests to it. */
class Trip {
  static async start(lesson, env = {}) {
    const trip = new Trip();
    trip.lesson = lesson;
    trip.url = (await lesson.start({ env })).url;
    return trip;
  }

  async token() {
    return (await fetch(`${this.url}/tokens`, { method: 'POST' }))
      .text()
      .then((text) => text.trim());
  }

  async open({ cursor, token } = {}) {
    const headers = cursor === undefined ? {} : { 'last-event-id': String(cursor) };
    const address = `${this.url}/stream?token=${token ?? (await this.token())}`;
    const stream = await SseReader.open(address, { headers });
    this.lesson.atEnd(() => stream.close());
    return stream;
  }

  append(type) {
    return fetch(`${this.url}/events?type=${type}`, { method: 'POST' });
  }

  async readers() {
    return (await (await fetch(this.url)).json()).readers;
  }
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';
import { Line } from '../../runner/line.js';
import { until } from '../../runner/until.js';

const PING_MS = 1000;
/** How long a client whose line is dead may stay: many times what the chapter asks for. */
const PATIENCE = { timeoutMs: 6 * PING_MS };
/** Bytes that may wait in the server for one client. The chapter asks for one million. */
const MOST_BUFFERED = 4_000_000;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const city = new City(lesson, (await lesson.start({ env: { PING_MS: String(PING_MS) } })).url);

  await lesson.claim('A client that comes back gets what it missed, each event once', async () => {
    for (const data of ['one', 'two', 'three']) await city.publish(data);
    const client = await city.open({ cursor: 1 });
    await client.arrives(
      'three',
      'The client opened with the cursor 1, and the last event is 3. Send the events behind the cursor when the first message comes.',
    );
    await city.publish('four');
    await client.arrives('four', 'It was published while the client was connected.');
    assert.deepEqual(client.ids, [2, 3, 4], `It has the events [${client.ids.join(', ')}].`);
  });

  await lesson.claim('A client gets no event before it has said its cursor', async () => {
    const client = await city.connect();
    await city.publish('five');
    client.socket.send('{"type":"open","cursor":"4"}');
    await client.arrives('five', 'It was published before the client sent its cursor 4.');
    await city.publish('six');
    await client.arrives('six', 'It was published while the client was connected.');
    assert.deepEqual(
      client.ids,
      [5, 6],
      `Event 5 was published while a client was connected and had not said its cursor. The client then said 4, and got ` +
        `the events [${client.ids.join(', ')}]. Send an event only to sockets whose first message has come.`,
    );
  });

  await lesson.claim('A first message that is not JSON does no harm', async () => {
    const bad = await city.open({ first: 'hello' });
    const good = await city.open({ cursor: 6 });
    await city.publish('seven');
    await good.arrives(
      'seven',
      'Another client had sent "hello" before. Catch the error of JSON.parse().',
    );
    bad.socket.terminate();
  });

  await lesson.claim('A message that is too large is refused', async () => {
    const { socket } = await city.open({ first: ' '.repeat(200_000) });
    const closing = once(socket, 'close').then(([code]) => code);
    const code = await Promise.race([closing, city.answersAfter(socket, closing)]);
    assert.ok(
      code === 1009,
      'The server took a first message of 200,000 bytes. The library allows 100 MB from each client: set maxPayload.',
    );
  });

  await lesson.claim('A client whose line is dead is noticed', async () => {
    await city.disconnectAll();
    const { line } = await city.open({ cursor: 0, throughLine: true });
    await until('The server counts the client', async () => (await city.state()).sockets === 1);
    line.freeze();
    const gone = async () => (await city.state()).sockets === 0;
    await until('The server lets it go', gone, PATIENCE).catch(() =>
      assert.fail(
        `The line is dead for ${PATIENCE.timeoutMs / PING_MS} intervals of PING_MS, and the server still counts the client. ` +
          'Send a ping each PING_MS, and terminate a client that has not answered the last one.',
      ),
    );
  });

  await lesson.claim('What waits for a client that does not read has a bound', async () => {
    await city.disconnectAll();
    const { socket } = await city.open({ cursor: 0 });
    socket.pause();
    let most = 0;
    for (let count = 0; count < 60 && most <= MOST_BUFFERED; count++) {
      await city.publish('large', 500_000);
      most = Math.max(most, (await city.state()).buffered);
    }
    assert.ok(
      most <= MOST_BUFFERED,
      `${(most / 1e6).toFixed(1)} MB wait in the server for one client that does not read, and it would be more with ` +
        'each event. Look at socket.bufferedAmount after each send, and terminate the client above a bound.',
    );
  });
}

/** The lesson's server and its clients. */
class City {
  #clients = [];

  constructor(lesson, url) {
    Object.assign(this, { lesson, url });
  }

  async publish(data, bytes = 0) {
    await (await fetch(`${this.url}/events?data=${data}&bytes=${bytes}`)).text();
  }

  async state() {
    return (await fetch(this.url)).json();
  }

  async connect({ throughLine = false } = {}) {
    const line = throughLine ? await Line.open(this.url) : undefined;
    if (line) this.lesson.atEnd(() => line.close());
    const address = `${(line?.url ?? this.url).replace('http', 'ws')}/stream`;
    const client = new Client(new WebSocket(address), line);
    this.#clients.push(client);
    this.lesson.atEnd(() => client.socket.terminate());
    await once(client.socket, 'open');
    return client;
  }

  async open({ cursor, first, throughLine }) {
    const client = await this.connect({ throughLine });
    client.socket.send(first ?? JSON.stringify({ type: 'open', cursor: String(cursor) }));
    return client;
  }

  /** Ends all clients and waits until the server has noticed. */
  async disconnectAll() {
    for (const { socket, line } of this.#clients) {
      socket.terminate();
      await line?.close();
    }
    await until('All clients have left', async () => (await this.state()).sockets === 0);
  }

  /** Waits for the pong to a ping, which comes after the messages before it; undefined. */
  async answersAfter(socket, closing) {
    socket.ping();
    await Promise.race([once(socket, 'pong'), closing]);
    return undefined;
  }
}

class Client {
  messages = [];

  constructor(socket, line) {
    Object.assign(this, { socket, line });
    socket.on('error', () => {});
    socket.on('message', (text) => this.messages.push(JSON.parse(text)));
  }

  get ids() {
    return this.messages.map(({ id }) => id);
  }

  async arrives(data, hint) {
    const hasIt = () => this.messages.some((message) => message.data === data);
    await until('It arrives', hasIt, PATIENCE).catch(() =>
      assert.fail(`The event "${data}" did not arrive. ${hint}`),
    );
  }
}

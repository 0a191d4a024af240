import assert from 'node:assert/strict';
import { Line } from '../../runner/line.js';
import { SseReader } from '../../runner/sse-reader.js';
import { until } from '../../runner/until.js';

const HEARTBEAT_MS = 400;
/** How long a driver who is gone may stay online: many times what the chapter asks for. */
const PATIENCE = { timeoutMs: 10 * HEARTBEAT_MS };

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start({ env: { HEARTBEAT_MS: String(HEARTBEAT_MS) } });
  const drivers = new Drivers(lesson, server.url);

  await lesson.claim('A quiet stream carries heartbeats', async () => {
    const { stream } = await drivers.connect('hana');
    await stream
      .until('A comment arrives', ({ comments }) => comments.length >= 2, PATIENCE)
      .catch(() =>
        assert.fail(
          `No comment line arrived in ${PATIENCE.timeoutMs / HEARTBEAT_MS} intervals of HEARTBEAT_MS. ` +
            'Without one, a client cannot tell a quiet stream from a dead line: write ": heartbeat" to every open response.',
        ),
      );
  });

  await lesson.claim('A driver who acknowledges stays online', async () => {
    const { stream, acks } = await drivers.connect('ann', { acknowledges: true });
    await until('Five intervals have passed', () => acks.sent >= 20);
    assert.ok(
      !stream.hasEnded && (await drivers.isOnline('ann')),
      'Ann sent POST /acks four times in each interval, and the server closed her stream all the same.',
    );
  });

  await lesson.claim(
    'An offer counts as delivered when the driver has acknowledged it',
    async () => {
      const { line } = await drivers.connect('ben', { throughLine: true });
      line.freeze();
      await drivers.post(`/offers?driver=ben`);
      assert.equal(
        await drivers.deliveredTo('ben'),
        0,
        'The line to Ben is dead, and GET /online says that the offer was delivered. A write means that the ' +
          'kernel took the bytes: `delivered` may rise in acknowledge() only.',
      );
      await drivers.connect('cora');
      await drivers.post('/offers?driver=cora');
      await drivers.post('/acks?driver=cora&cursor=2');
      assert.equal(
        await drivers.deliveredTo('cora'),
        2,
        'Cora acknowledged the cursor 2, and GET /online does not say so. Note the cursor in acknowledge().',
      );
    },
  );

  await lesson.claim('An acknowledgement that comes late takes nothing back', async () => {
    await drivers.connect('fay');
    for (const cursor of [3, 1]) await drivers.post(`/acks?driver=fay&cursor=${cursor}`);
    assert.equal(
      await drivers.deliveredTo('fay'),
      3,
      'Fay acknowledged the cursor 3, a slower request with the cursor 1 came after it, and GET /online no longer says 3. ' +
        'Raise `delivered` only: keep the larger of the two.',
    );
  });

  await lesson.claim('A driver whose line is dead goes offline', async () => {
    const { line } = await drivers.connect('dan', { throughLine: true });
    line.freeze();
    const gone = async () => !(await drivers.isOnline('dan'));
    await until('Dan goes offline', gone, PATIENCE).catch(() =>
      assert.fail(
        'The line to Dan was cut without closing a connection. He sent nothing in ' +
          `${PATIENCE.timeoutMs / HEARTBEAT_MS} intervals and is still online. Note in acknowledge() when a driver was seen, ` +
          'and let a connection go whose driver was not seen for three intervals.',
      ),
    );
    await until('The server closes the connection', () => line.isClosedByServer, PATIENCE).catch(
      () =>
        assert.fail(
          'Dan is offline, and his connection is still open: it costs a socket and memory for ever. ' +
            'End it with response.destroy().',
        ),
    );
  });

  await lesson.claim(
    'A driver who came back stays online when the old connection ends',
    async () => {
      const { stream: old } = await drivers.connect('eve');
      await drivers.connect('eve', { acknowledges: true });
      old.close();
      await drivers.serverSaw(async () => old.hasEnded);
      assert.ok(
        await drivers.isOnline('eve'),
        'Eve opened a second stream, then her first one ended, and she is offline. When a response closes, ' +
          'delete the entry only if it still belongs to that response.',
      );
    },
  );

  await lesson.claim('A second stream of a driver ends the first one', async () => {
    const { stream: old } = await drivers.connect('gus', { acknowledges: true });
    await drivers.connect('gus');
    await old
      .until('The first stream ends', ({ hasEnded }) => hasEnded, PATIENCE)
      .catch(() =>
        assert.fail(
          'Gus opened a second stream, and his first one is still open. No phone reads it: destroy the older ' +
            'response in openStream().',
        ),
      );
  });
}

/** The phones of drivers. */
class Drivers {
  constructor(lesson, url) {
    Object.assign(this, { lesson, url });
  }

  async connect(driver, { throughLine = false, acknowledges = false } = {}) {
    const line = throughLine ? await Line.open(this.url) : undefined;
    if (line) this.lesson.atEnd(() => line.close());
    const stream = await SseReader.open(`${line?.url ?? this.url}/stream?driver=${driver}`);
    this.lesson.atEnd(() => stream.close());
    await until(`${driver} is online`, () => this.isOnline(driver));
    const acks = acknowledges ? this.#acknowledge(driver) : undefined;
    return { stream, line, acks };
  }

  post(path) {
    return fetch(this.url + path, { method: 'POST' });
  }

  async isOnline(driver) {
    return (await this.#online()).some((each) => each.driver === driver);
  }

  async deliveredTo(driver) {
    const entry = (await this.#online()).find((each) => each.driver === driver);
    assert.ok(entry, `${driver} has just connected and is not in the answer of GET /online.`);
    return entry.delivered;
  }

  /** Waits until the server has had time to learn of an end: it answers several requests after it. */
  async serverSaw(condition) {
    await until('The stream has ended', condition);
    for (let i = 0; i < 20; i++) await this.#online();
  }

  #acknowledge(driver) {
    const acks = { sent: 0 };
    const send = async () => {
      await this.post(`/acks?driver=${driver}&cursor=0`).catch(() => {});
      acks.sent += 1;
    };
    const timer = setInterval(send, HEARTBEAT_MS / 4);
    this.lesson.atEnd(() => clearInterval(timer));
    return acks;
  }

  async #online() {
    return (await fetch(`${this.url}/online`)).json();
  }
}

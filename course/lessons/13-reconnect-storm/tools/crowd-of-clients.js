import { setTimeout as pause } from 'node:timers/promises';
import { SseReader } from '../../../runner/sse-reader.js';
import { until } from '../../../runner/until.js';

/** What `EventSource` waits before it reconnects when the server has not said a time. */
const DEFAULT_RETRY_MS = 3000;

/** Clients that read one stream each and reconnect as `EventSource` does: after `retry` milliseconds. */
export class Crowd {
  #clients;
  #isOver = false;
  #firstEnd = Infinity;

  constructor(url, count) {
    this.url = url;
    this.#clients = Array.from({ length: count }, () => ({ attempts: [], streams: [] }));
    for (const client of this.#clients) void this.#run(client);
  }

  /** Waits until each client has its snapshot from its present stream. */
  allAreConnected() {
    const isConnected = ({ stream }) => stream?.hasEnded === false && stream.events.length > 0;
    return until('All clients have a snapshot', () => this.#clients.every(isConnected));
  }

  /** Waits until the first stream of each client has ended. */
  allHaveLost() {
    const hasLost = ({ streams: [first] }) => first?.hasEnded;
    return until('All streams have ended', () => this.#clients.every(hasLost));
  }

  /** Milliseconds from the first end of a stream to each attempt to reconnect. */
  attempts() {
    return this.#clients.flatMap(({ attempts }) => attempts.map((time) => time - this.#firstEnd));
  }

  /** The first stream of each client. */
  get firstStreams() {
    return this.#clients.map(({ streams: [first] }) => first);
  }

  /** How many clients have got an event of this name. */
  count(name) {
    const hasIt = ({ streams }) =>
      streams.some(({ events }) => events.some(({ event }) => event === name));
    return this.#clients.filter(hasIt).length;
  }

  close() {
    this.#isOver = true;
    for (const { stream } of this.#clients) stream?.close();
  }

  async #run(client) {
    let retryMs = DEFAULT_RETRY_MS;
    while (!this.#isOver) {
      client.stream = await SseReader.open(this.url).catch(() => undefined);
      if (client.stream) {
        client.streams.push(client.stream);
        await endOf(client.stream);
        this.#firstEnd = Math.min(this.#firstEnd, performance.now());
        retryMs = client.stream.retry ?? retryMs;
      }
      if (this.#isOver) return;
      await pause(retryMs);
      if (!this.#isOver) client.attempts.push(performance.now());
    }
  }
}

function endOf({ hasEnded, response }) {
  if (hasEnded) return undefined;
  return new Promise((resolve) => response.once('close', resolve));
}

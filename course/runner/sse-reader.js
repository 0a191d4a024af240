import { createParser } from 'eventsource-parser';
import { request } from 'node:http';
import { until } from './until.js';

/** Bytes of a stream that are kept; the checkers read less. */
const MOST_BYTES = 256 * 2 ** 20;

/** One HTTP request whose answer is read as it arrives: its chunks, its text and its events. */
export class SseReader {
  /** @type {Buffer[]} the chunks as they arrived */
  chunks = [];
  /** @type {{ event?: string, id?: string, data: string }[]} complete messages */
  events = [];
  /** @type {string[]} */
  comments = [];
  /** Milliseconds, from the last `retry` field. @type {number | undefined} */
  retry = undefined;
  hasEnded = false;
  /** Called with each message. */
  onEvent = () => {};
  bytes = 0;

  /**
   * Sends the request and waits for the head of the answer.
   * @param {string} url
   * @param {{ headers?: Record<string, string>, method?: string, body?: string }} options
   */
  static async open(url, { headers = {}, method = 'GET', body } = {}) {
    const reader = new SseReader();
    await new Promise((resolve, reject) => {
      reader.request = request(url, { headers, method, agent: false });
      reader.request.once('error', reject).once('response', (response) => {
        reader.#read(response);
        resolve();
      });
      reader.request.end(body);
    });
    return reader;
  }

  get status() {
    return this.response.statusCode;
  }

  get headers() {
    return this.response.headers;
  }

  /** All that has arrived, as text. */
  get text() {
    return Buffer.concat(this.chunks).toString();
  }

  /** The data of all messages, read as JSON. */
  get values() {
    return this.events.map(({ data }) => JSON.parse(data));
  }

  /** Waits for a condition on this reader. */
  until(what, condition, options) {
    return until(what, () => condition(this), options);
  }

  /** Stops reading: the server's buffers fill. */
  pause() {
    this.response.pause();
  }

  resume() {
    this.response.resume();
  }

  /** Cuts the connection, as a phone does that goes into a tunnel. */
  close() {
    this.request.destroy();
  }

  #read(response) {
    this.response = response;
    const decoder = new TextDecoder();
    const parser = createParser({
      onEvent: (event) => {
        this.events.push(event);
        this.onEvent(event);
      },
      onComment: (comment) => this.comments.push(comment),
      onRetry: (milliseconds) => (this.retry = milliseconds),
    });
    response.on('data', (chunk) => {
      this.bytes += chunk.length;
      if (this.bytes > MOST_BYTES) return this.close();
      this.chunks.push(chunk);
      parser.feed(decoder.decode(chunk, { stream: true }));
    });
    response.on('error', () => {}).on('close', () => (this.hasEnded = true));
    this.request.on('error', () => {});
  }
}

import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { streamId, type StreamId } from '#contracts';
import { until } from '#testing';
import {
  type Person,
  seqOf,
  signUp,
  startTestServer,
  StreamProxy,
  StreamWriter,
  type TestServer,
} from '#api-harness';
import {
  dispatchedOf,
  type HeardEvent,
  type NativeStream,
  type OpenNativeStream,
} from './native-stream.js';

export const SETTINGS = { HEARTBEAT_SECONDS: '0.1', STREAM_RETRY_MS: '50' };
/** The longest reconnection delay of clients that received no `retry:`. */
const DEFAULT_RETRY_MS = 3_000;
/** A timer may fire slightly early. */
const TIMER_SLACK_MS = 2;

/** Parsed JSON of type any; the expectations of the tests check its shape. */
export type Json = ReturnType<typeof JSON.parse>;

export const jsonOf = (event: HeardEvent | undefined): Json => JSON.parse(event?.data ?? 'null');
export const seqsOf = (heard: readonly HeardEvent[]): number[] =>
  heard.map(({ lastEventId }) => seqOf(lastEventId));
export const durable = (heard: readonly HeardEvent[]): HeardEvent[] =>
  heard.filter(({ type }) => !type.startsWith('stream.'));
export const dispatchedIn = (chunks: readonly Buffer[]): HeardEvent[] =>
  dispatchedOf(Buffer.concat(chunks));
export const lastWholeOf = (chunks: readonly Buffer[]) => dispatchedIn(chunks).at(-1)?.lastEventId;

/** Holds a server, a proxy that records every byte, and the streams of the current test. */
export class NativeStreamScene {
  server!: TestServer;
  proxy!: StreamProxy;
  writer!: StreamWriter;
  private readonly streams: NativeStream[] = [];

  constructor(private readonly openStream: OpenNativeStream) {}

  /** Starts one server for all tests and a proxy for each, and checks the grammar after each. */
  useHooks(): void {
    beforeAll(async () => {
      this.server = await startTestServer(SETTINGS);
      this.writer = await StreamWriter.at(this.server);
    });
    beforeEach(async () => {
      this.proxy = await StreamProxy.to(this.server);
    });
    afterEach(async () => {
      await Promise.all(this.streams.map((stream) => stream.close()));
      this.streams.length = 0;
      await this.proxy.close();
      expect(this.proxy.violations).toEqual([]);
    });
    afterAll(async () => {
      await this.writer.close();
      await this.server.drop();
    });
  }

  async open(reader: Person, path = `/v1/${reader.role}s/me/stream`): Promise<NativeStream> {
    const stream = await this.openStream(this.proxy.url + path, reader);
    this.streams.push(stream);
    return stream;
  }

  /**
   * Signs up a rider and reads the epoch of the rider's stream.
   *
   * @param count number of events that the stream has beforehand
   */
  async riderWith(count: number): Promise<{ rider: Person; stream: StreamId; epoch: string }> {
    const rider = await signUp(this.server, 'rider');
    const stream = streamId('rider', rider.id);
    if (count > 0) await this.writer.commit(stream, count);
    const probe = await rider.stream();
    const epoch = (await probe.next()).id!.split('-')[0]!;
    await probe.close();
    return { rider, stream, epoch };
  }

  async storedOf(id: StreamId): Promise<string[]> {
    return (await this.writer.committed(id)).map(({ json }) => json);
  }

  heartbeatsAfter(cursor: string): number {
    const sent = Buffer.concat(this.proxy.requests[0]!.chunks).toString();
    return sent.split(`id: ${cursor}\n`).at(-1)!.split(/^:/m).length - 1;
  }

  /** Cuts after the client has read all frames, because a reset may discard unread bytes. */
  async cutWhenHeard(stream: NativeStream, index: number): Promise<void> {
    const seen = await until(`stream ${index} is held`, () =>
      this.proxy.requests[index]?.isHeld ? this.proxy.requests[index] : undefined,
    );
    const passed = this.proxy.requests.flatMap(({ chunks }) => dispatchedIn(chunks));
    expect(dispatchedIn(seen.chunks).length).toBeGreaterThan(1);
    await until(
      'the client has read the frames',
      async () => (await stream.heard()).length >= passed.length,
    );
    expect(await stream.heard()).toEqual(passed);
    this.proxy.cut();
  }

  /** Expects every event after the stream's first event, once and in order. */
  async expectAllAfterFirst(id: StreamId, heard: readonly HeardEvent[]): Promise<void> {
    expect(seqsOf(durable(heard))).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
    expect(durable(heard).map(({ data }) => data)).toEqual((await this.storedOf(id)).slice(1));
  }

  /** Expects the client to have waited for the last `retry:`, but less than the default delay. */
  expectRetryDelay(): void {
    const [ended, next] = this.proxy.requests;
    const text = Buffer.concat(ended!.chunks).toString();
    const retry = Number([...text.matchAll(/^retry: (\d+)$/gm)].at(-1)?.[1]);
    const waited = next!.askedAt - ended!.endedAt;
    expect(waited).toBeGreaterThanOrEqual(retry - TIMER_SLACK_MS);
    expect(waited).toBeLessThan(DEFAULT_RETRY_MS);
  }
}

export async function hears(stream: NativeStream, name: string): Promise<HeardEvent[]> {
  return until(`a ${name}`, async () => {
    const heard = await stream.heard();
    return heard.some(({ type }) => type === name) ? heard : undefined;
  });
}

export async function reaches(stream: NativeStream, seq: number): Promise<HeardEvent[]> {
  return until(`event ${seq}`, async () => {
    const heard = await stream.heard();
    return seqsOf(durable(heard)).includes(seq) ? heard : undefined;
  });
}

import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { streamId, type StreamId } from '#contracts';
import { until } from '#testing';
import {
  dispatchedOf,
  type HeardEvent,
  type NativeStream,
  type OpenNativeStream,
} from './native-stream.js';
import { signUp, startTestServer, type Person, type TestServer } from '../ride-builder.js';
import { StreamProxy } from '../stream-proxy.js';
import { StreamWriter, seqOf } from '../stream-writer.js';

export const SETTINGS = { HEARTBEAT_SECONDS: '0.1', STREAM_RETRY_MS: '50' };
/** What the standard has clients wait without `retry:`, at most. */
const DEFAULT_RETRY_MS = 3_000;
/** Timers are let off a little early. */
const TIMER_SLACK_MS = 2;

/** Any, as JSON.parse has it: an expectation says what it must be. */
export type Json = ReturnType<typeof JSON.parse>;

export const jsonOf = (event: HeardEvent | undefined): Json => JSON.parse(event?.data ?? 'null');
export const seqsOf = (heard: readonly HeardEvent[]): number[] =>
  heard.map(({ lastEventId }) => seqOf(lastEventId));
export const durable = (heard: readonly HeardEvent[]): HeardEvent[] =>
  heard.filter(({ type }) => !type.startsWith('stream.'));
export const dispatchedIn = (chunks: readonly Buffer[]): HeardEvent[] =>
  dispatchedOf(Buffer.concat(chunks));
export const lastWholeOf = (chunks: readonly Buffer[]) => dispatchedIn(chunks).at(-1)?.lastEventId;

/** A server, a proxy before it that sees every byte, and the streams of one law. */
export class NativeStreamScene {
  server!: TestServer;
  proxy!: StreamProxy;
  writer!: StreamWriter;
  private readonly streams: NativeStream[] = [];

  constructor(private readonly openStream: OpenNativeStream) {}

  /** One server for all laws, a proxy for each; whatever a law was about, the grammar holds. */
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

  /** @param count events that there are already */
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

  /** A client may drop what it has not read when the reset comes: the cut waits until it has. */
  async cutWhenHeard(stream: NativeStream, index: number): Promise<void> {
    const seen = await until(`stream ${index} is held`, () =>
      this.proxy.requests[index]?.isHeld ? this.proxy.requests[index] : undefined,
    );
    const passed = this.proxy.requests.flatMap(({ chunks }) => dispatchedIn(chunks));
    expect(dispatchedIn(seen.chunks).length).toBeGreaterThan(1);
    await until('it was heard', async () => (await stream.heard()).length >= passed.length);
    expect(await stream.heard()).toEqual(passed);
    this.proxy.cut();
  }

  /** Everything after the stream's first event, once and in order. */
  async expectAllAfterFirst(id: StreamId, heard: readonly HeardEvent[]): Promise<void> {
    expect(seqsOf(durable(heard))).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
    expect(durable(heard).map(({ data }) => data)).toEqual((await this.storedOf(id)).slice(1));
  }

  /** After the first clean end the client waited as long as the last `retry:` said, not longer than it must. */
  expectPatience(): void {
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

import { setTimeout as delay } from 'node:timers/promises';
import type { LoadCalls } from '../load/load-process.js';
import type { PeerCalls } from '../peers/peer-process.js';
import type { StreamAddress } from '../peers/peer.js';
import type { TripstreamCalls } from '../peers/tripstream.js';
import { BenchChild, type BenchProgram } from '../process/bench-child.js';
import { createServerProgram } from '../tripstream/server-program.js';

export const peerNames = ['tripstream', 'raw', 'better-sse', 'nest'] as const;
export type PeerName = (typeof peerNames)[number];

const HEADERS_END = '\r\n\r\n';

/** `npm start` sets the semi-space for Tripstream; every peer gets it, and a collection on demand. */
const SERVER_FLAGS = ['--expose-gc', '--max-semi-space-size=32'];

/** @param file a compiled module, relative to `bench/streams` */
const benchModule = (file: string): URL => new URL(`../${file}`, import.meta.url);

/** The program of each peer, and the text that it sends when a stream is live. */
const peers: Record<PeerName, { program: BenchProgram; readyText: string }> = {
  tripstream: {
    program: createServerProgram(benchModule('peers/tripstream.js')),
    readyText: 'event: stream.opened',
  },
  raw: { program: { module: benchModule('peers/raw-http.js') }, readyText: HEADERS_END },
  'better-sse': { program: { module: benchModule('peers/better-sse.js') }, readyText: HEADERS_END },
  nest: { program: { module: benchModule('peers/stock-nest.js') }, readyText: HEADERS_END },
};

/** Less than Node's default backlog of 511: a dropped SYN costs a second. */
const OPENING_CONCURRENCY = 256;

/** Heartbeats and polls that became due during a pause are over after this time. */
const SETTLE_MS = 1500;

/** A server and its clients, each side in a process of its own. */
export class Contender {
  private constructor(
    readonly name: PeerName,
    readonly server: BenchChild<PeerCalls>,
    readonly load: BenchChild<LoadCalls>,
    private readonly port: number,
  ) {
    load.onArrived = (count) => {
      server.notify('noteArrived', count);
    };
  }

  static async start(name: PeerName): Promise<Contender> {
    const module = benchModule('load/load-process.js');
    const load = await BenchChild.start<LoadCalls>(`${name} clients`, { module });
    try {
      const { program } = peers[name];
      const flags = [...SERVER_FLAGS, ...(program.flags ?? [])];
      const server = await BenchChild.start<PeerCalls>(name, { ...program, flags });
      return new Contender(name, server, load, await server.call('port', null));
    } catch (error) {
      await load.stop();
      throw error;
    }
  }

  /** Opens new streams. @param shared whether all clients read the same stream */
  async openStreams(count: number, shared = false): Promise<void> {
    await this.openAddresses(await this.server.call('addresses', { count, shared }));
  }

  /**
   * @param concurrency the number of streams that may be opening at the same time
   * @returns when the first one began to open, in microseconds of the shared clock
   */
  async openAddresses(
    addresses: StreamAddress[],
    concurrency = OPENING_CONCURRENCY,
  ): Promise<number> {
    const { port } = this;
    const { readyText } = peers[this.name];
    const { startedAt } = await this.load.call('open', { port, addresses, readyText, concurrency });
    return startedAt;
  }

  /** @returns the result of the work, and the CPU time that the server took meanwhile */
  async measureCpu<T>(work: () => Promise<T>): Promise<{ result: T; cpuMicros: number }> {
    const before = await this.server.call('cpuMicros', null);
    const result = await work();
    return { result, cpuMicros: (await this.server.call('cpuMicros', null)) - before };
  }

  closeStreams(): Promise<void> {
    return this.load.call('closeAll', null);
  }

  pause(): void {
    this.server.pause();
    this.load.pause();
  }

  async resume(): Promise<void> {
    this.server.resume();
    this.load.resume();
    await delay(SETTLE_MS);
  }

  async stop(): Promise<void> {
    await this.load.stop();
    await this.server.stop();
  }
}

/** The calls that only Tripstream answers. @throws {Error} for another contender */
export function getTripstreamCalls(contender: Contender): BenchChild<TripstreamCalls> {
  if (contender.name !== 'tripstream') throw new Error(`${contender.name} has no such calls.`);
  return contender.server;
}

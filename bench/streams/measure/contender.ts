import { setTimeout as delay } from 'node:timers/promises';
import type { LoadCalls } from '../load/load-process.js';
import type { PeerCalls } from '../peers/peer-process.js';
import type { StreamAddress } from '../peers/peer.js';
import type { TripstreamCalls } from '../peers/tripstream.js';
import { BenchChild } from '../process/bench-child.js';

export const peerNames = ['tripstream', 'raw', 'better-sse', 'nest'] as const;
export type PeerName = (typeof peerNames)[number];

const HEADERS_END = '\r\n\r\n';

/** Every server gets what `npm start` gives ours, and shows its memory without garbage. */
const SERVER_FLAGS = ['--expose-gc', '--max-semi-space-size=32'];

/** The module of each peer, and what it sends when a stream is live. */
const peers: Record<PeerName, { entry: string; readyText: string }> = {
  tripstream: { entry: 'peers/tripstream.js', readyText: 'event: stream.opened' },
  raw: { entry: 'peers/raw-http.js', readyText: HEADERS_END },
  'better-sse': { entry: 'peers/better-sse.js', readyText: HEADERS_END },
  nest: { entry: 'peers/stock-nest.js', readyText: HEADERS_END },
};

/** Fewer than the 511 that Node lets wait to be accepted: a dropped SYN costs a second. */
const OPENING_CONCURRENCY = 256;

/** What was due while it stood still (heartbeats, polls) is over after this. */
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
    const load = await BenchChild.start<LoadCalls>(`${name} clients`, 'load/load-process.js');
    try {
      const { entry } = peers[name];
      const server = await BenchChild.start<PeerCalls>(name, entry, SERVER_FLAGS);
      return new Contender(name, server, load, await server.call('port', null));
    } catch (error) {
      await load.stop();
      throw error;
    }
  }

  /** Opens new streams. @param shared whether all read the same one */
  async openStreams(count: number, shared = false): Promise<void> {
    await this.openAddresses(await this.server.call('addresses', { count, shared }));
  }

  /**
   * @param concurrency how many may be opening at the same time
   * @returns when the first one began, in microseconds of the shared clock
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

/** What only our server answers. */
export function ownCallsOf(contender: Contender): BenchChild<TripstreamCalls> {
  if (contender.name !== 'tripstream') throw new Error(`${contender.name} has no such calls.`);
  return contender.server;
}

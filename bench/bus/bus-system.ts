import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import { ApiProcess, freePort, UsageError } from '#simulation';
import { hasNatsServer, NatsCluster, until } from '#testing';
import { readCpuSeconds, readTreeCpuSeconds } from '../city/cpu-time.js';
import type { LoadCalls } from '../streams/load/load-process.js';
import type { StreamAddress } from '../streams/peers/peer.js';
import type { TripstreamCalls } from '../streams/peers/tripstream.js';
import { BenchChild } from '../streams/process/bench-child.js';
import type { CallsOf } from '../streams/process/calls.js';
import { benchVariables, createServerProgram } from '../streams/tripstream/server-program.js';
import type { ServerCalls } from '../streams/process/measured-server.js';

/** What serves the streams: gateways behind NATS, or processes that read the outbox by themselves. */
export type Kind = 'bus' | 'tails';

export interface SystemPlan {
  kind: Kind;
  /** Gateways, or processes with a tail. */
  readers: number;
  /** Nodes of NATS. Default 1. */
  nodes?: number;
  /** Whether a process of its own relays, which a fault may kill. Default: the one with the writers. */
  hasOwnRelay?: boolean;
}

/** Microseconds of CPU that the parts of a system have used so far. */
export interface CpuMicros {
  writer: number;
  /** The process that only relays; 0 without one. */
  relay: number;
  readers: number;
  nats: number;
  postgres: number;
}

export const SHARD = 'bench';

const READY_TEXT = 'event: stream.opened';
/** Less than Node's default backlog of 511: a dropped SYN costs a second. */
const OPENING_CONCURRENCY = 64;

const SERVER_FLAGS = ['--expose-gc', '--max-semi-space-size=32'];

const moduleOf = (file: string): URL => new URL(file, import.meta.url);

/** A whole system of processes on loopback: Postgres, NATS, a server with writers, and readers. */
export class BusSystem {
  private readonly cleanups: (() => Promise<unknown>)[] = [];
  private readonly readers: BenchChild<ServerCalls>[] = [];
  private postgres!: EmbeddedPostgres;
  private writerProcess!: BenchChild<TripstreamCalls>;
  private loadProcess!: BenchChild<LoadCalls>;
  private cluster: NatsCluster | undefined;
  /** The process that only relays. */
  relay: ApiProcess | undefined;

  private constructor(private readonly plan: SystemPlan) {}

  /** @throws {UsageError} without nats-server */
  static async start(plan: SystemPlan): Promise<BusSystem> {
    if (!hasNatsServer) throw new UsageError('No nats-server found: apt-get install nats-server.');
    const system = new BusSystem(plan);
    try {
      await system.startAll();
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  get writer(): BenchChild<TripstreamCalls> {
    return this.writerProcess;
  }

  get load(): BenchChild<LoadCalls> {
    return this.loadProcess;
  }

  /** @throws {Error} when the system has no bus */
  get nats(): NatsCluster {
    if (this.cluster) return this.cluster;
    throw new Error('This system has no bus.');
  }

  /** Signs users up and opens a stream for each, the same number at each reader. */
  async openStreams(each: number): Promise<StreamAddress[]> {
    const count = each * this.readers.length;
    const addresses = await this.writerProcess.call('addresses', { count, shared: false });
    for (const [index, reader] of this.readers.entries()) {
      const port = await reader.call('port', null);
      const own = addresses.slice(index * each, (index + 1) * each);
      await this.loadProcess.call('open', {
        port,
        addresses: own,
        readyText: READY_TEXT,
        concurrency: OPENING_CONCURRENCY,
      });
    }
    return addresses;
  }

  async cpu(): Promise<CpuMicros> {
    const readers = await Promise.all(this.readers.map((reader) => reader.call('cpuMicros', null)));
    const nats = this.cluster?.pids.map((pid) => readCpuSeconds(pid) * 1e6) ?? [];
    return {
      writer: await this.writerProcess.call('cpuMicros', null),
      relay: this.relay?.child.pid ? readCpuSeconds(this.relay.child.pid) * 1e6 : 0,
      readers: sum(readers),
      nats: sum(nats),
      postgres: readTreeCpuSeconds(this.postgres.pid) * 1e6,
    };
  }

  /** Resident bytes of the first reader after garbage collection. */
  readerMemory(): Promise<number> {
    const [reader] = this.readers;
    if (!reader) throw new Error('This system has no reader.');
    return reader.call('memory', null);
  }

  async stop(): Promise<void> {
    for (const cleanup of this.cleanups.reverse()) await cleanup();
  }

  private async startAll(): Promise<void> {
    const { kind, readers, nodes = 1, hasOwnRelay = false } = this.plan;
    const folder = join(tmpdir(), `tripstream-bus-${randomBytes(6).toString('hex')}`);
    this.cleanups.push(() => rm(folder, { recursive: true, force: true }));
    this.postgres = await EmbeddedPostgres.start({ dataDir: folder });
    this.cleanups.push(() => this.postgres.stop());
    if (kind === 'bus') {
      this.cluster = await NatsCluster.start(nodes);
      this.cleanups.push(() => this.nats.stop());
    }
    if (hasOwnRelay) await this.startRelay();
    const instrumentation = moduleOf('../streams/peers/tripstream.js');
    const role = kind === 'bus' ? 'api' : 'all';
    const settings = this.settings(role, 1);
    this.writerProcess = await startServer<TripstreamCalls>('writer', instrumentation, settings);
    this.cleanups.push(() => this.writerProcess.stop());
    for (let index = 0; index < readers; index += 1) await this.startReader(index);
    const module = moduleOf('../streams/load/load-process.js');
    this.loadProcess = await BenchChild.start<LoadCalls>('clients', { module });
    this.cleanups.push(() => this.loadProcess.stop());
  }

  private async startReader(index: number): Promise<void> {
    const role = this.plan.kind === 'bus' ? 'gateway' : 'all';
    const instrumentation = moduleOf('../streams/process/measured-server.js');
    const settings = this.settings(role, index + 2);
    const reader = await startServer<ServerCalls>(`reader ${index}`, instrumentation, settings);
    this.readers.push(reader);
    this.cleanups.push(() => reader.stop());
  }

  /** Starts the only process that may relay yet, and waits until it does. */
  private async startRelay(): Promise<void> {
    const environment = { ...this.settings('api', 0), PORT: String(await freePort()) };
    const relay = await ApiProcess.start({ environment });
    this.relay = relay;
    this.cleanups.push(() => relay.kill());
    await until('the relay publishes', async () =>
      /^tripstream_relay_active 1$/m.test(await (await fetch(`${relay.url}/metrics`)).text()),
    );
  }

  /** @param node of NATS to which the process connects */
  private settings(role: string, node: number): Record<string, string> {
    const { cluster } = this;
    return {
      ...benchVariables,
      ROLE: role,
      DATABASE_URL: role === 'gateway' ? 'postgres://nobody@127.0.0.1:1/none' : this.postgres.url,
      ...(cluster && { NATS_URL: cluster.url(node % cluster.size), SHARD }),
    };
  }
}

function startServer<Calls extends CallsOf<Calls>>(
  name: string,
  instrumentation: URL,
  settings: Record<string, string>,
): Promise<BenchChild<Calls>> {
  const { module, flags = [], env } = createServerProgram(instrumentation);
  return BenchChild.start<Calls>(name, {
    module,
    flags: [...SERVER_FLAGS, ...flags],
    env: { ...env, ...settings },
  });
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

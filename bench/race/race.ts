import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '#simulation';
import { describeMachine } from '../report/machine.js';
import { clockMicros } from '../streams/clock.js';
import { conditions, type ConditionName } from './conditions.js';
import type { ClientFigures } from './clients/race-client.js';
import type { Traffic } from './network/metered-link.js';
import type { RaceOptions } from './options.js';
import type { MemoryFigures, RaceReport, RaceRun, WayFigures } from './race-report.js';
import { RaceSystem, type Lane } from './race-system.js';
import { planRides } from './rides/ride-plan.js';
import type { Commits } from './rides/ride-writer.js';
import { pollSeconds, wayNames } from './ways.js';

/** How long the last events may take: longer than the longest interval between two polls. */
const LAST_EVENTS_MS = 10_500;
const LOOK_MS = 250;
/** How long all clients may take to come back, on a busy machine. */
const RETURN_MS = 15_000;

/** What a process has used at one moment. */
interface Usage {
  at: number;
  idle: number;
  lanes: { server: number; client: number; traffic: Traffic }[];
}

/** Races all ways in one network after the other, on one system. */
export class Race {
  private system!: RaceSystem;

  constructor(
    private readonly options: RaceOptions,
    private readonly print: (text: string) => void,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<RaceReport> {
    const machine = describeMachine();
    const { rides, only } = this.options;
    this.print(`Starting Postgres, nine servers and ${rides} clients for each way …`);
    this.system = await RaceSystem.start(rides);
    try {
      await this.beginStreams();
      const memory = await this.measureMemory();
      const runs: RaceRun[] = [];
      for (const name of only) runs.push(await this.runIn(name));
      await this.close();
      return { machine, rides, memory, runs };
    } finally {
      await this.system.stop();
    }
  }

  /** Commits an event to each stream: the cursor of a stream without one means a fresh client. */
  private async beginStreams(): Promise<void> {
    const { system } = this;
    const first = planRides(this.options.rides, 1).filter(({ type }) => type === 'trip.requested');
    const riders = system.riders.map(({ user }) => user.id);
    await system.writer.play(first, riders, this.signal);
  }

  /**
   * Opens all clients twice: the first time, a process also loads what all later ones share. They
   * stay open.
   */
  private async measureMemory(): Promise<MemoryFigures[]> {
    await this.configure('clean');
    await this.open();
    await this.close();
    const before = await this.readMemory();
    await this.open();
    const after = await this.readMemory();
    return this.system.lanes.map(({ way }, index) => ({
      way,
      server: (at(after, index).server - at(before, index).server) / this.options.rides,
      client: (at(after, index).client - at(before, index).client) / this.options.rides,
    }));
  }

  private readMemory(): Promise<{ server: number; client: number }[]> {
    return Promise.all(
      this.system.lanes.map(async ({ server, clients }) => ({
        server: await server.call('memory', null),
        client: await clients.call('memory', null),
      })),
    );
  }

  private async runIn(name: ConditionName): Promise<RaceRun> {
    const { rides, seconds } = this.options;
    const { system } = this;
    this.print(`${conditions[name].title}: ${rides} rides in ${seconds} s …`);
    await this.configure(name);
    if (conditions[name].isBuffering) await this.reconnectAll();
    await Promise.all(system.lanes.map(({ clients }) => clients.call('reset', null)));
    const before = await this.readUsage();
    const riders = system.riders.map(({ user }) => user.id);
    const commits = await system.writer.play(planRides(rides, seconds), riders, this.signal);
    await this.awaitLast(commits.size);
    const after = await this.readUsage();
    const early = await this.readFigures();
    // The healing needs no faults: it shows what the history has.
    await this.configure('clean');
    await Promise.all(system.lanes.map(({ clients }) => clients.call('heal', null)));
    const healed = await this.readFigures();
    if (conditions[name].isBuffering || conditions[name].cutShare > 0) await this.reconnectAll();
    const figures = system.lanes.map((lane, index) =>
      this.summarize({ lane, index, commits, usage: [before, after] }, [
        at(early, index),
        at(healed, index),
      ]),
    );
    return { condition: name, seconds: (after.at - before.at) / 1e6, figures };
  }

  private async open(): Promise<void> {
    const { system } = this;
    const tokens = system.riders.map(({ token }) => token);
    const ca = system.certificate.cert;
    // One way after the other: all at once would overflow the queue of connections.
    for (const { way, clients, port } of system.lanes) {
      await clients.call('open', { way, port, ca, tokens });
      if (this.signal.aborted) throw new Error(`Interrupted while ${wayNames[way]} opened.`);
    }
  }

  /**
   * Lets the clients come back with their cursors, to what the network leads to now. Those that poll by
   * the clock come with their next poll.
   */
  private async reconnectAll(): Promise<void> {
    const { network } = this.system;
    const before = await network.call('read', null);
    await network.call('resetAll', null);
    const end = performance.now() + RETURN_MS;
    while (performance.now() < end) {
      const now = await network.call('read', null);
      const areBack = this.system.lanes.every(
        ({ way }, index) =>
          pollSeconds[way] !== undefined ||
          at(now, index).connections - at(before, index).connections >= this.options.rides,
      );
      if (areBack) return;
      await delay(LOOK_MS, undefined, { signal: this.signal });
    }
  }

  private async configure(name: ConditionName): Promise<void> {
    const { delayMs, cutShare, isBuffering } = conditions[name];
    await Promise.all(
      this.system.lanes.map(({ serverPort, proxyPort }, link) =>
        this.system.network.call('configure', {
          link,
          target: isBuffering ? proxyPort : serverPort,
          delayMs,
          cutShare,
        }),
      ),
    );
  }

  private async close(): Promise<void> {
    await Promise.all(this.system.lanes.map(({ clients }) => clients.call('close', null)));
  }

  /** Waits until every client has its events, and no longer than the longest interval of polls. */
  private async awaitLast(committed: number): Promise<void> {
    const end = performance.now() + LAST_EVENTS_MS;
    while (performance.now() < end) {
      const arrived = await Promise.all(
        this.system.lanes.map(({ clients }) => clients.call('arrived', null)),
      );
      if (arrived.every((count) => count >= committed)) return;
      await delay(LOOK_MS, undefined, { signal: this.signal });
    }
  }

  private async readUsage(): Promise<Usage> {
    const { idle, lanes, network } = this.system;
    const traffic = await network.call('read', null);
    return {
      at: clockMicros(),
      idle: await idle.call('cpuMicros', null),
      lanes: await Promise.all(
        lanes.map(async ({ server, clients }, index) => ({
          server: await server.call('cpuMicros', null),
          client: await clients.call('cpuMicros', null),
          traffic: at(traffic, index),
        })),
      ),
    };
  }

  private readFigures(): Promise<ClientFigures[][]> {
    return Promise.all(this.system.lanes.map(({ clients }) => clients.call('figures', null)));
  }

  private summarize(
    { lane, index, commits, usage: [before, after] }: LaneRun,
    [early, healed]: [ClientFigures[], ClientFigures[]],
  ): WayFigures {
    const [from, to] = [at(before.lanes, index), at(after.lanes, index)];
    const perClientMinute = 60e3 / (this.options.rides * (after.at - before.at));
    const ages = listAges(early, commits);
    const arrived = ages.length;
    return {
      way: lane.way,
      committed: commits.size,
      arrived,
      missed: commits.size - arrived,
      missedAfterHealing: commits.size - listAges(healed, commits).length,
      repeated: sum(early, ({ repeated }) => repeated),
      replayed: sum(early, ({ replayed }) => replayed),
      connections: to.traffic.connections - from.traffic.connections,
      requests: sum(early, ({ requests }) => requests),
      bytesUp: to.traffic.up - from.traffic.up,
      bytesDown: to.traffic.down - from.traffic.down,
      latencyP50: percentile(ages, 0.5),
      latencyP99: percentile(ages, 0.99),
      serverCpu: (to.server - from.server - (after.idle - before.idle)) * perClientMinute,
      clientCpu: (to.client - from.client) * perClientMinute,
    };
  }
}

interface LaneRun {
  lane: Lane;
  index: number;
  commits: Commits;
  usage: [Usage, Usage];
}

/** The ages of the events that have arrived, in milliseconds, ascending. */
function listAges(clients: readonly ClientFigures[], commits: Commits): number[] {
  const ages: number[] = [];
  for (const { arrivals } of clients) {
    for (const [id, arrivedAt] of arrivals) {
      const committedAt = commits.get(id);
      // An event may arrive before the answer to COMMIT does.
      if (committedAt !== undefined) ages.push(Math.max(0, arrivedAt - committedAt) / 1000);
    }
  }
  return ages.sort((a, b) => a - b);
}

const sum = <T>(values: readonly T[], pick: (value: T) => number): number =>
  values.reduce((total, value) => total + pick(value), 0);

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`There is no value ${index}.`);
  return value;
}

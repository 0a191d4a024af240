import { readResidentMegabytes } from '../../city/cpu-time.js';
import { BusSystem, type CpuMicros } from '../bus-system.js';
import type { UnitCosts } from '../capacity.js';
import type { BusBenchOptions } from '../options.js';
import { writeUnread } from './compare.js';
import { runHints } from './hints.js';
import { subtract, write } from './write-load.js';

/** More than eight writers reach: a relay and a tail read the larger batches of a busy shard then. */
const COMMITS = { seconds: 8, perSecond: 10_000 };
const WARM_UP = { seconds: 3, perSecond: 300 };
/** Streams before the measurement, which warm the servers up and fill their pools. */
const FIRST_STREAMS = 500;
/** Streams that are opened for the measurement; more make the figure steadier. */
const MORE_STREAMS = 5_000;

/** What each unit of work costs, with a relay in a process of its own. */
export async function measureCosts(
  { streams }: BusBenchOptions,
  log: (text: string) => void,
): Promise<UnitCosts> {
  log('unit costs: hints');
  const hints = await runHints(streams);
  log('unit costs: a commit');
  const commit = await measureCommits();
  log(`unit costs: ${MORE_STREAMS} openings`);
  const opening = await measureOpenings();
  return {
    natsHintMicros: hints.natsMicros,
    gatewayHintMicros: hints.gatewayMicros,
    ...commit,
    ...opening,
  };
}

/** The relay's process also tails the outbox for its engine, which is part of the figure. */
async function measureCommits() {
  const system = await BusSystem.start({ kind: 'bus', readers: 1, hasOwnRelay: true });
  try {
    await system.openStreams(FIRST_STREAMS);
    await write(system, WARM_UP);
    const idle = await rest(system, COMMITS.seconds);
    const { commits, cpu } = await writeUnread(system, COMMITS);
    return {
      relayEventMicros: (cpu.relay - idle.relay) / commits,
      commitPostgresMicros: (cpu.postgres - idle.postgres) / commits,
      commitApiMicros: (cpu.writer - idle.writer) / commits,
    };
  } finally {
    await system.stop();
  }
}

async function measureOpenings() {
  const system = await BusSystem.start({ kind: 'bus', readers: 1 });
  try {
    await system.openStreams(FIRST_STREAMS);
    const before = { gateway: await system.readerMemory(), nats: residentBytes(system) };
    const cpuBefore = await system.cpu();
    await system.openStreams(MORE_STREAMS);
    const cpu = subtract(await system.cpu(), cpuBefore);
    const after = { gateway: await system.readerMemory(), nats: residentBytes(system) };
    return {
      gatewayStreamBytes: (after.gateway - before.gateway) / MORE_STREAMS,
      // A stream has three subscriptions: its events, its ephemeral frames, and its user.
      natsStreamBytes: (after.nats - before.nats) / MORE_STREAMS,
      openingGatewayMicros: cpu.readers / MORE_STREAMS,
      openingApiMicros: cpu.writer / MORE_STREAMS,
      openingPostgresMicros: cpu.postgres / MORE_STREAMS,
    };
  } finally {
    await system.stop();
  }
}

/** What the same time costs without load. */
async function rest(system: BusSystem, seconds: number): Promise<CpuMicros> {
  const before = await system.cpu();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return subtract(await system.cpu(), before);
}

const residentBytes = ({ nats }: BusSystem): number =>
  nats.pids.reduce((sum, pid) => sum + readResidentMegabytes(pid), 0) * 1024 * 1024;

import { percentile } from '#simulation';
import type { BusSystem, CpuMicros } from '../bus-system.js';

/** Writers at a time; each waits for its own commits. */
const WRITERS = 8;
/** More commits than any run can make. */
const MAX_COMMITS = 1_000_000;
const IDLE_LIMIT_MS = 8_000;

export interface Written {
  /** Microseconds from the answer to COMMIT to the client, ascending. */
  ages: Float64Array;
  commits: number;
  missing: number;
  perSecond: number;
  /** Microseconds of CPU of each part, from the first commit to the last arrival. */
  cpu: CpuMicros;
}

/** Commits events to the streams that were opened last, each to one of them, and waits for their arrival. */
export async function write(
  system: BusSystem,
  load: { seconds: number; perSecond: number },
  trouble: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Written> {
  const { writer, load: clients } = system;
  const plan = { mode: 'arrival' as const, capacity: MAX_COMMITS, reportEvery: 1e9 };
  await clients.call('startRecording', plan);
  const before = await system.cpu();
  const [written] = await Promise.all([
    writer.call('write', { ...load, writers: WRITERS }),
    trouble(),
  ]);
  const { commits, startedAt, committedAt } = written;
  const arrivals = await clients.call('awaitArrivals', {
    count: commits,
    idleLimitMs: IDLE_LIMIT_MS,
  });
  const cpu = subtract(await system.cpu(), before);
  const arrivedAt = await clients.call('times', null);
  const ages = committedAt
    .map((at, stamp) => (arrivedAt[stamp] ? arrivedAt[stamp] - at : NaN))
    .filter((age) => !Number.isNaN(age))
    .sort();
  const seconds = (arrivals.lastAt - startedAt) / 1e6;
  const missing = commits - ages.length;
  return { ages, commits, missing, perSecond: commits / seconds, cpu };
}

/** @returns milliseconds */
export const ageAt = ({ ages }: Written, share: number): number => percentile(ages, share) / 1000;

export const subtract = (after: CpuMicros, before: CpuMicros): CpuMicros => ({
  writer: after.writer - before.writer,
  relay: after.relay - before.relay,
  readers: after.readers - before.readers,
  nats: after.nats - before.nats,
  postgres: after.postgres - before.postgres,
});

export const total = ({ writer, relay, readers, nats, postgres }: CpuMicros): number =>
  writer + relay + readers + nats + postgres;

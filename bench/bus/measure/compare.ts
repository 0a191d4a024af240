import { median } from '../../report/median.js';
import { BusSystem, type Kind, type SystemPlan } from '../bus-system.js';
import type { BusBenchOptions } from '../options.js';
import type { Figure } from '../report.js';
import { ageAt, subtract, total, write, type Written } from './write-load.js';

const KINDS: readonly Kind[] = ['bus', 'tails'];
const COMMITS_PER_SECOND = 500;
const CPU_COMMITS_PER_SECOND = 300;
const CPU_STREAMS = 250;
/** V8 compiles the servers meanwhile. */
const WARM_UP = { seconds: 3, perSecond: 300 };

interface Load {
  plan: Omit<SystemPlan, 'kind'>;
  streams: number;
  seconds: number;
  perSecond: number;
}

/** Starts a system, opens its streams, and writes, once to warm it up and once to measure. */
async function runOnce(kind: Kind, { plan, streams, ...load }: Load): Promise<Written> {
  const system = await BusSystem.start({ ...plan, kind });
  try {
    await system.openStreams(streams);
    await write(system, WARM_UP);
    return await write(system, load);
  } finally {
    await system.stop();
  }
}

/** Runs both kinds in turn. @returns the runs of each, round by round */
async function interleave(
  rounds: number,
  load: Load,
  log: (text: string) => void,
): Promise<Record<Kind, Written[]>> {
  const runs: Record<Kind, Written[]> = { bus: [], tails: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const kind of KINDS) {
      log(`${kind}, ${load.perSecond} commits/s, round ${round} of ${rounds}`);
      runs[kind].push(await runOnce(kind, load));
    }
  }
  return runs;
}

export async function measureLatency(
  { rounds, streams, seconds }: BusBenchOptions,
  log: (text: string) => void,
): Promise<Figure[]> {
  const load = { plan: { readers: 2 }, streams, seconds, perSecond: COMMITS_PER_SECOND };
  const runs = await interleave(rounds, load, log);
  const at = (kind: Kind, share: number): number =>
    median(runs[kind].map((run) => ageAt(run, share)));
  const missing = runs.bus.reduce((sum, run) => sum + run.missing, 0);
  const measure = `commit to client, ${COMMITS_PER_SECOND} commits/s, 2 × ${streams} streams`;
  return [
    {
      measure: `${measure}, p50`,
      unit: 'ms',
      bus: at('bus', 0.5),
      tails: at('tails', 0.5),
      target: '≤ 3',
      note: `${missing} events missing, ${Math.round(median(runs.bus.map((run) => run.perSecond)))} commits/s made`,
    },
    {
      measure: `${measure}, p99`,
      unit: 'ms',
      bus: at('bus', 0.99),
      tails: at('tails', 0.99),
      target: '≤ 12',
    },
  ];
}

/** What four readers cost beyond the writer: a run without readers is subtracted. */
export async function measureCpu(
  { rounds, seconds }: BusBenchOptions,
  log: (text: string) => void,
): Promise<Figure[]> {
  const load = { streams: CPU_STREAMS, seconds, perSecond: CPU_COMMITS_PER_SECOND };
  log('a writer without readers');
  const alone = await runAlone(load);
  const runs = await interleave(rounds, { ...load, plan: { readers: 4 } }, log);
  const perEvent = (kind: Kind): number =>
    median(runs[kind].map((run) => total(run.cpu) / run.commits)) - alone;
  const [bus, tails] = [perEvent('bus') / 1000, perEvent('tails') / 1000];
  return [
    {
      measure: 'CPU of an event with four readers, without its commit',
      unit: 'ms',
      bus,
      tails,
      target: '≤ 0.6 ×',
      note: [
        `${(bus / tails).toFixed(2)} ×; the commit alone ${(alone / 1000).toFixed(2)} ms`,
        ...KINDS.map((kind) => `${kind}: ${describeParts(runs[kind])}`),
      ].join('; '),
    },
  ];
}

/** The median CPU of each part for an event, the commit included, in milliseconds. */
function describeParts(runs: readonly Written[]): string {
  const parts = ['writer', 'readers', 'nats', 'postgres'] as const;
  const millis = (part: (typeof parts)[number]): string =>
    (median(runs.map(({ cpu, commits }) => cpu[part] / commits)) / 1000).toFixed(2);
  return parts.map((part) => `${part} ${millis(part)} ms`).join(', ');
}

/** @returns microseconds of CPU for each commit of a writer without readers */
async function runAlone(load: { seconds: number; perSecond: number }): Promise<number> {
  const system = await BusSystem.start({ kind: 'tails', readers: 0 });
  try {
    await system.writer.call('addresses', { count: CPU_STREAMS, shared: false });
    await writeUnread(system, WARM_UP);
    const { commits, cpu } = await writeUnread(system, load);
    return total(cpu) / commits;
  } finally {
    await system.stop();
  }
}

/** Writes to streams that are open nowhere. */
export async function writeUnread(
  system: BusSystem,
  load: { seconds: number; perSecond: number },
): Promise<Pick<Written, 'commits' | 'cpu'>> {
  const before = await system.cpu();
  const { commits } = await system.writer.call('write', { ...load, writers: 8 });
  const after = await system.cpu();
  return { commits, cpu: subtract(after, before) };
}

import type { MeasureName } from '../options.js';
import type { Figure } from '../report/bench-report.js';
import { clockMicros } from '../clock.js';
import { median } from '#simulation';
import type { Contender, PeerName } from './contender.js';
import { deliver, type Delivered } from './delivery.js';
import type { Pace } from './pace.js';
import type { Profiling } from './profiling.js';
import { takeTurns } from './round-robin.js';

/** Opened and left before memory is looked at: code that ran once isn't memory of a stream. */
const WARM_UP = 500;

export interface SideBySidePlan {
  connections: number;
  pace: Pace;
  only: readonly MeasureName[];
  profiling: Profiling;
  say: (text: string) => void;
}

/** What is measured of every contender. */
export class SideBySide {
  private readonly figures: Figure[] = [];

  constructor(
    private readonly contenders: Contender[],
    private readonly plan: SideBySidePlan,
  ) {}

  async measure(): Promise<Figure[]> {
    const { only } = this.plan;
    await this.openEach();
    if (only.includes('targeted')) await this.targeted();
    if (only.includes('latency')) await this.latency();
    if (only.includes('broadcast')) await this.broadcast();
    return this.figures;
  }

  /** Always done: the others need the streams. */
  private async openEach(): Promise<void> {
    const { connections, only, say } = this.plan;
    const results = await takeTurns(this.contenders, 1, async (contender) => {
      say(`${contender.name}: opening ${connections} streams`);
      if (!only.includes('memory')) return openStreams(contender, connections);
      await contender.open(WARM_UP);
      await contender.leave();
      const before = await contender.server.call('memory', null);
      const opened = await openStreams(contender, connections);
      const bytes = (await contender.server.call('memory', null)) - before;
      return { ...opened, kilobytes: bytes / connections / 1024 };
    });
    const of = (key: 'perSecond' | 'kilobytes') =>
      valuesOf(results, ([result]) => result?.[key] ?? NaN);
    this.figures.push({
      ...{ measure: 'streams opened', unit: 'streams/s', reach: '–' },
      values: of('perSecond'),
    });
    if (!only.includes('memory')) return;
    this.figures.push({
      ...{ measure: 'memory of an idle stream', unit: 'KB', reach: '≤ 24' },
      values: of('kilobytes'),
    });
  }

  private async targeted(): Promise<void> {
    const { connections, pace } = this.plan;
    await this.throughput('targeted events', '≥ 0.85 × raw', {
      to: 'one',
      streams: connections,
      seconds: pace.seconds,
      window: connections,
    });
  }

  private async broadcast(): Promise<void> {
    const { connections, pace, say } = this.plan;
    await takeTurns(this.contenders, 1, async (contender) => {
      say(`${contender.name}: ${connections} readers of one stream`);
      await contender.leave();
      await contender.open(connections, true);
    });
    await this.throughput('one event to all', '≥ 0.8 × raw', {
      to: 'all',
      streams: connections,
      seconds: pace.seconds,
      window: 2 * connections,
    });
  }

  private async throughput(
    measure: string,
    reach: string,
    production: Parameters<typeof deliver>[1],
  ): Promise<void> {
    const { pace, profiling, say } = this.plan;
    const results = await takeTurns(this.contenders, pace.rounds, async (contender) => {
      const run = () => deliver(contender, production);
      const result = await profiling.during(contender, measure, run);
      say(`${contender.name}: ${measure}, ${Math.round(result.perSecond)} a second`);
      return result;
    });
    this.figures.push({
      measure,
      unit: 'deliveries/s',
      reach,
      values: valuesOf(results, (rounds) => median(rounds.map(({ perSecond }) => perSecond))),
      notes: lossesOf(results),
    });
  }

  private async latency(): Promise<void> {
    const { connections, pace, profiling, say } = this.plan;
    const { latencyPerSecond: perSecond, latencySeconds: seconds } = pace;
    const measure = `latency at ${perSecond.toLocaleString('en')} events/s`;
    const production = {
      ...({ to: 'one', streams: connections, seconds, perSecond } as const),
      // A second's worth: whoever is further behind than that can't keep up.
      window: perSecond,
    };
    const results = await takeTurns(this.contenders, pace.latencyRounds, async (contender) => {
      const run = () => deliver(contender, production, 'age');
      const delivered = await profiling.during(contender, measure, run);
      const ages = await contender.load.call('ages', null);
      const { name } = contender;
      say(`${name}: ${measure}, p50 ${ages.p50.toFixed(2)} ms, p99 ${ages.p99.toFixed(2)} ms`);
      return { ...delivered, ...ages };
    });
    const tooSlow = [...results]
      .filter(([, rounds]) => median(rounds.map((round) => round.perSecond)) < 0.95 * perSecond)
      .map(([{ name }]) => `${name} could not keep up; its figures are of what it did deliver`);
    const notes = [...lossesOf(results), ...tooSlow];
    const of = (key: 'p50' | 'p99') =>
      valuesOf(results, (rounds) => median(rounds.map((round) => round[key])));
    this.figures.push(
      { measure: `${measure}, p50`, unit: 'ms', reach: '–', values: of('p50') },
      { measure: `${measure}, p99`, unit: 'ms', reach: '≤ raw + 2', values: of('p99'), notes },
    );
  }
}

async function openStreams(
  contender: Contender,
  count: number,
): Promise<{ perSecond: number; kilobytes: number }> {
  const addresses = await contender.server.call('addresses', { count, shared: false });
  const startedAt = clockMicros();
  await contender.openAt(addresses);
  return { perSecond: (count / (clockMicros() - startedAt)) * 1e6, kilobytes: NaN };
}

function valuesOf<T>(
  results: Map<Contender, T[]>,
  value: (rounds: T[]) => number,
): Partial<Record<PeerName, number>> {
  return Object.fromEntries([...results].map(([{ name }, rounds]) => [name, value(rounds)]));
}

const lossesOf = (results: Map<Contender, Delivered[]>): string[] =>
  [...results].flatMap(([{ name }, rounds]) =>
    rounds
      .filter(({ missing, lost }) => missing > 0 || lost > 0)
      .map(({ missing, lost }) => `${name}: ${missing} events missing, ${lost} streams lost`),
  );

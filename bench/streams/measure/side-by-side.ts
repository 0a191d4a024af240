import type { MeasureName } from '../options.js';
import type { Figure } from '../report/bench-report.js';
import { clockMicros } from '../clock.js';
import { median } from '#simulation';
import type { Contender, PeerName } from './contender.js';
import { deliver, type Delivered } from './delivery.js';
import type { Schedule } from './schedule.js';
import type { Profiling } from './profiling.js';
import { measureRoundRobin } from './round-robin.js';

/** Streams that are opened and closed before memory is measured, so that code is compiled. */
const WARM_UP_STREAMS = 500;

export interface SideBySidePlan {
  connections: number;
  schedule: Schedule;
  only: readonly MeasureName[];
  profiling: Profiling;
  log: (text: string) => void;
}

interface Opening {
  perSecond: number;
  /** Of an open stream; NaN in a round without the measure of memory. */
  kilobytes: number;
}

/** The measures of every contender. */
export class SideBySide {
  private readonly figures: Figure[] = [];

  constructor(
    private readonly contenders: Contender[],
    private readonly plan: SideBySidePlan,
  ) {}

  async measure(): Promise<Figure[]> {
    const { only } = this.plan;
    await this.measureOpeningAndMemory();
    if (only.includes('targeted')) await this.measureTargeted();
    if (only.includes('latency')) await this.measureLatency();
    if (only.includes('broadcast')) await this.measureBroadcast();
    return this.figures;
  }

  /** At least one round is always measured, because the other measures need the open streams. */
  private async measureOpeningAndMemory(): Promise<void> {
    const { only, schedule } = this.plan;
    const rounds = only.includes('opening') ? schedule.openingRounds : 1;
    const results = await measureRoundRobin(this.contenders, rounds, (contender, round) =>
      round === 0 && only.includes('memory')
        ? this.measureMemory(contender)
        : this.measureOpening(contender),
    );
    this.figures.push({
      measure: 'streams opened',
      unit: 'streams/s',
      target: '≥ 0.5 × raw',
      values: valuesOf(results, (all) => median(all.map(({ perSecond }) => perSecond))),
    });
    if (!only.includes('memory')) return;
    this.figures.push({
      measure: 'memory of an idle stream',
      unit: 'KB',
      target: '≤ 20',
      values: valuesOf(results, ([first]) => first?.kilobytes ?? NaN),
    });
  }

  private async measureMemory(contender: Contender): Promise<Opening> {
    await contender.openStreams(WARM_UP_STREAMS);
    await contender.closeStreams();
    const before = await contender.server.call('memory', null);
    const opening = await this.measureOpening(contender);
    const bytes = (await contender.server.call('memory', null)) - before;
    return { ...opening, kilobytes: bytes / this.plan.connections / 1024 };
  }

  private async measureOpening(contender: Contender): Promise<Opening> {
    const { connections: count, log, profiling } = this.plan;
    await contender.closeStreams();
    const addresses = await contender.server.call('addresses', { count, shared: false });
    const open = async () => {
      const startedAt = clockMicros();
      await contender.openAddresses(addresses);
      return (count / (clockMicros() - startedAt)) * 1e6;
    };
    const { result: perSecond, cpuMicros } = await contender.measureCpu(() =>
      profiling.profileDuring(contender, 'streams opened', open),
    );
    const cpu = Math.round(cpuMicros / count);
    log(
      `${contender.name}: ${Math.round(perSecond)} streams opened a second, ${cpu} µs of CPU each`,
    );
    return { perSecond, kilobytes: NaN };
  }

  private async measureTargeted(): Promise<void> {
    const { connections, schedule } = this.plan;
    await this.measureThroughput('targeted events', '≥ 0.8 × raw', {
      to: 'one',
      streams: connections,
      seconds: schedule.seconds,
      window: connections,
    });
  }

  private async measureBroadcast(): Promise<void> {
    const { connections, schedule, log } = this.plan;
    await measureRoundRobin(this.contenders, 1, async (contender) => {
      log(`${contender.name}: ${connections} readers of one stream`);
      await contender.closeStreams();
      await contender.openStreams(connections, true);
    });
    await this.measureThroughput('one event to all', '≥ 0.9 × raw', {
      to: 'all',
      streams: connections,
      seconds: schedule.seconds,
      window: 2 * connections,
    });
  }

  private async measureThroughput(
    measure: string,
    target: string,
    production: Parameters<typeof deliver>[1],
  ): Promise<void> {
    const { schedule, profiling, log } = this.plan;
    const results = await measureRoundRobin(this.contenders, schedule.rounds, async (contender) => {
      const run = () => deliver(contender, production);
      const { result, cpuMicros } = await contender.measureCpu(() =>
        profiling.profileDuring(contender, measure, run),
      );
      const cpu = (cpuMicros / result.received).toFixed(1);
      log(
        `${contender.name}: ${measure}, ${Math.round(result.perSecond)} a second, ${cpu} µs each`,
      );
      return result;
    });
    this.figures.push({
      measure,
      unit: 'deliveries/s',
      target,
      values: valuesOf(results, (rounds) => median(rounds.map(({ perSecond }) => perSecond))),
      notes: describeLosses(results),
    });
  }

  private async measureLatency(): Promise<void> {
    const { connections, schedule, profiling, log } = this.plan;
    const { latencyPerSecond: perSecond, latencySeconds: seconds } = schedule;
    const measure = `latency at ${perSecond.toLocaleString('en')} events/s`;
    const production = {
      to: 'one',
      streams: connections,
      seconds,
      perSecond,
      // The events of one second: a server that is further behind cannot keep up.
      window: perSecond,
    } as const;
    const results = await measureRoundRobin(
      this.contenders,
      schedule.latencyRounds,
      async (contender) => {
        const run = () => deliver(contender, production, 'age');
        const delivered = await profiling.profileDuring(contender, measure, run);
        const ages = await contender.load.call('ages', null);
        const { name } = contender;
        log(`${name}: ${measure}, p50 ${ages.p50.toFixed(2)} ms, p99 ${ages.p99.toFixed(2)} ms`);
        return { ...delivered, ...ages };
      },
    );
    const tooSlow = [...results]
      .filter(([, rounds]) => median(rounds.map((round) => round.perSecond)) < 0.95 * perSecond)
      .map(
        ([{ name }]) =>
          `${name} could not keep up; its figures are those of the events that it delivered`,
      );
    const notes = [...describeLosses(results), ...tooSlow];
    const select = (key: 'p50' | 'p99') =>
      valuesOf(results, (rounds) => median(rounds.map((round) => round[key])));
    this.figures.push(
      { measure: `${measure}, p50`, unit: 'ms', target: '–', values: select('p50') },
      { measure: `${measure}, p99`, unit: 'ms', target: '≤ raw + 2', values: select('p99'), notes },
    );
  }
}

function valuesOf<T>(
  results: Map<Contender, T[]>,
  value: (rounds: T[]) => number,
): Partial<Record<PeerName, number>> {
  return Object.fromEntries([...results].map(([{ name }, rounds]) => [name, value(rounds)]));
}

const describeLosses = (results: Map<Contender, Delivered[]>): string[] =>
  [...results].flatMap(([{ name }, rounds]) =>
    rounds
      .filter(({ missing, lost }) => missing > 0 || lost > 0)
      .map(({ missing, lost }) => `${name}: ${missing} events missing, ${lost} streams lost`),
  );

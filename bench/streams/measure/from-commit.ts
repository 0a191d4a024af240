import type { MeasureName } from '../options.js';
import type { Figure } from '../report/bench-report.js';
import { percentile } from '#simulation';
import { getTripstreamCalls, type Contender } from './contender.js';
import type { SideBySidePlan } from './side-by-side.js';

const IDLE_LIMIT_MS = 5000;
/** More commits than any run can make. */
const MAX_COMMITS = 500_000;
const SHOWN_QUERIES = 6;

/** The measures that need a history, from the commit to the client; only Tripstream has one. */
export class FromCommit {
  constructor(
    private readonly contender: Contender,
    private readonly plan: SideBySidePlan,
  ) {}

  static readonly measures: readonly MeasureName[] = ['commit', 'writers', 'reconnect'];

  async measure(): Promise<Figure[]> {
    const { only } = this.plan;
    return [
      ...(only.includes('commit') ? await this.measureCommitToClient() : []),
      ...(only.includes('writers') ? await this.measureSustainedWriters() : []),
      ...(only.includes('reconnect') ? await this.measureReconnect() : []),
    ];
  }

  private async measureCommitToClient(): Promise<Figure[]> {
    const { commit } = this.plan.schedule;
    const measure = `commit to client, ${commit.perSecond} commits/s, ${commit.streams} streams`;
    const { ages, missing, perSecond } = await this.write(measure, commit.streams, commit);
    const notes = [`${Math.round(perSecond)} commits/s were made, ${missing} events missing`];
    const percentileMs = (share: number) => ({ tripstream: percentile(ages, share) / 1000 });
    return [
      { measure: `${measure}, p50`, unit: 'ms', target: '≤ 0.6', values: percentileMs(0.5), notes },
      { measure: `${measure}, p99`, unit: 'ms', target: '≤ 5', values: percentileMs(0.99) },
    ];
  }

  private async measureSustainedWriters(): Promise<Figure[]> {
    const { connections, schedule } = this.plan;
    const { writers, seconds } = schedule.writers;
    const measure = `commits to clients, ${writers} writers, ${seconds} s`;
    const { ages, missing, perSecond } = await this.write(measure, connections, schedule.writers);
    const age = `p50 ${milliseconds(ages, 0.5)}, p99 ${milliseconds(ages, 0.99)}`;
    const notes = [`commit to client ${age}; ${missing} events missing`];
    const values = { tripstream: perSecond };
    return [{ measure, unit: 'commits/s', target: '≥ 3,000', values, notes }];
  }

  /** @returns ages in microseconds, and commits per second up to the arrival of the last event */
  private async write(
    measure: string,
    streams: number,
    writing: { writers: number; seconds: number; perSecond?: number },
  ): Promise<{ ages: Float64Array; missing: number; perSecond: number }> {
    const { load } = this.contender;
    const tripstream = getTripstreamCalls(this.contender);
    this.plan.log(`tripstream: ${measure}`);
    await this.contender.closeStreams();
    await this.contender.openStreams(streams);
    await load.call('startRecording', { mode: 'arrival', capacity: MAX_COMMITS, reportEvery: 1e9 });
    const run = () => tripstream.call('write', writing);
    const written = await this.plan.profiling.profileDuring(this.contender, measure, run);
    const { commits: count, startedAt, committedAt } = written;
    const { received, lastAt } = await load.call('awaitArrivals', {
      count,
      idleLimitMs: IDLE_LIMIT_MS,
    });
    const arrivedAt = await load.call('times', null);
    const ages = committedAt
      .map((at, stamp) => (arrivedAt[stamp] ? arrivedAt[stamp] - at : NaN))
      .filter((age) => !Number.isNaN(age))
      .sort();
    return { ages, missing: count - received, perSecond: (received / (lastAt - startedAt)) * 1e6 };
  }

  private async measureReconnect(): Promise<Figure[]> {
    const { load } = this.contender;
    const tripstream = getTripstreamCalls(this.contender);
    const { clients, missed } = this.plan.schedule.reconnect;
    const measure = `${clients.toLocaleString('en')} clients come back, ${missed} events each`;
    this.plan.log(`tripstream: ${measure}`);
    await this.contender.closeStreams();
    const addresses = await tripstream.call('lateAddresses', { count: clients, missed });
    const count = clients * missed;
    await load.call('startRecording', { mode: 'count', capacity: 0, reportEvery: 1e9 });
    await tripstream.call('startCounting', null);
    const run = async () => {
      const startedAt = await this.contender.openAddresses(addresses, clients);
      const arrivals = await load.call('awaitArrivals', { count, idleLimitMs: IDLE_LIMIT_MS });
      return { ...arrivals, startedAt };
    };
    const { result, cpuMicros } = await this.contender.measureCpu(() =>
      this.plan.profiling.profileDuring(this.contender, measure, run),
    );
    const { received, lastAt, startedAt, fewest } = result;
    const queries = await tripstream.call('stopCounting', null);
    const all = queries.reduce((sum, query) => sum + query.count, 0);
    const notes = [
      `${received} of ${count} events, the slowest client received ${fewest}`,
      `${Math.round(cpuMicros / clients)} µs of CPU for each client`,
      ...queries.slice(0, SHOWN_QUERIES).map(({ text, count: n }) => `${n} × ${text}`),
    ];
    const seconds = { tripstream: (lastAt - startedAt) / 1e6 };
    return [
      { measure, unit: 's', target: '≤ 2', values: seconds, notes },
      {
        measure: 'SQL queries for each of them',
        unit: 'queries',
        target: '≤ 0.05',
        values: { tripstream: all / clients },
      },
    ];
  }
}

const milliseconds = (ages: Float64Array, share: number): string =>
  `${(percentile(ages, share) / 1000).toFixed(1)} ms`;

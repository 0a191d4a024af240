import { UsageError } from '#simulation';
import { Contender } from './measure/contender.js';
import { FromCommit } from './measure/from-commit.js';
import { fullSchedule, quickSchedule } from './measure/schedule.js';
import { Profiling } from './measure/profiling.js';
import { SideBySide, type SideBySidePlan } from './measure/side-by-side.js';
import type { BenchOptions } from './options.js';
import type { BenchReport, Figure } from './report/bench-report.js';
import { describeMachine } from '../report/machine.js';
import { benchVariables } from './tripstream/server-program.js';

/** The files that a process has open in addition to its sockets. */
const OTHER_FILES = 300;

/** One run of the benchmark: starts the processes, measures, and stops them. */
export class StreamsBench {
  private readonly contenders = new Set<Contender>();
  private readonly plan: SideBySidePlan;

  constructor(
    private readonly options: BenchOptions,
    log: (text: string) => void,
  ) {
    const { connections, only, profile, quick } = options;
    const schedule = quick ? quickSchedule : fullSchedule;
    this.plan = { connections, only, schedule, log, profiling: new Profiling(profile) };
  }

  /** @throws {UsageError} when the process may not open as many files as connections are asked for */
  async run(): Promise<BenchReport> {
    const machine = describeMachine();
    const { connections } = this.options;
    if (machine.openFiles < connections + OTHER_FILES) {
      throw new UsageError(
        `${connections} connections need ${connections + OTHER_FILES} open files, and a process ` +
          `may have ${machine.openFiles}: raise "ulimit -n", or take fewer --connections.`,
      );
    }
    try {
      const figures = [...(await this.measureSideBySide()), ...(await this.measureFromCommit())];
      const { profiles } = this.plan.profiling;
      return { machine, connections, variables: benchVariables, figures, profiles };
    } finally {
      await this.stop();
    }
  }

  /** Ends all servers and clients; a run under way then fails. */
  async stop(): Promise<void> {
    const all = [...this.contenders];
    this.contenders.clear();
    await Promise.all(all.map((contender) => contender.stop()));
  }

  private async measureSideBySide(): Promise<Figure[]> {
    const isWanted = this.options.only.some((name) => !FromCommit.measures.includes(name));
    if (!isWanted) return [];
    for (const name of this.options.peers) this.contenders.add(await Contender.start(name));
    const figures = await new SideBySide([...this.contenders], this.plan).measure();
    await this.stop();
    return figures;
  }

  private async measureFromCommit(): Promise<Figure[]> {
    const isWanted = this.options.only.some((name) => FromCommit.measures.includes(name));
    if (!isWanted || !this.options.peers.includes('tripstream')) return [];
    const contender = await Contender.start('tripstream');
    this.contenders.add(contender);
    return new FromCommit(contender, this.plan).measure();
  }
}

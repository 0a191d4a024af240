import type { Scenario } from '#scenario';
import { CitySimulation, HistoryReader, SeededRandom } from '#simulation';
import { CityControls } from './control/city-controls.js';
import { ControlServer } from './control/control-server.js';
import type { DemoOptions } from './options/demo-options.js';
import { startDatabase } from './process/demo-database.js';
import { ServerFleet } from './process/server-fleet.js';
import { ProgressLine } from './progress/progress-line.js';
import {
  createReport,
  type DemoReport,
  type History,
  type RunFacts,
} from './report/demo-report.js';
import { createBuiltInScenario } from './scenario/built-in-scenario.js';
import { readScenario } from './scenario/file-scenario.js';

export interface DemoSignals {
  /** Ends the day of a city that stays: rides finish, and the audit comes. */
  finish: AbortSignal;
  /** Ends the run; everything is put away. */
  interrupt: AbortController;
  /** Puts everything away without waiting. */
  hurry: AbortSignal;
}

/** One run: database, server, city, audit. Whatever was started is stopped, however it ends. */
export class DemoRun {
  private readonly random: SeededRandom;
  private death: Error | undefined;
  private control: ControlServer | undefined;

  constructor(
    private readonly options: DemoOptions,
    private readonly progress: ProgressLine,
    private readonly signals: DemoSignals,
  ) {
    this.random = new SeededRandom(options.seed);
  }

  /**
   * @returns undefined when it was interrupted
   * @throws {InputError} for a broken file; an Error when the server or database fails
   */
  async run(): Promise<DemoReport | undefined> {
    const { options, random } = this;
    const scenario = options.files
      ? await readScenario(options, options.files)
      : createBuiltInScenario(options, random);
    this.progress.print('Starting database and server…');
    const database = await startDatabase(options);
    try {
      if (this.interrupted) return undefined;
      if (options.control) this.control = await ControlServer.listen();
      return await this.runWithServers(database.url, scenario);
    } finally {
      this.control?.close();
      await database.stop();
    }
  }

  private get interrupted(): boolean {
    return this.signals.interrupt.signal.aborted;
  }

  private async runWithServers(url: string, scenario: Scenario): Promise<DemoReport | undefined> {
    const { interrupt, hurry } = this.signals;
    const { port, instances, killEverySeconds, reachSeconds, policy } = this.options;
    const servers = await ServerFleet.start({
      databaseUrl: url,
      port,
      instances,
      killEverySeconds,
      reachSeconds,
      policy,
      networkFile: scenario.networkFile,
      control: this.control,
      signal: interrupt.signal,
      onDeath: (error) => {
        this.death = error;
        interrupt.abort();
      },
    });
    try {
      return await this.simulate(servers, url, scenario);
    } finally {
      await servers.stop(hurry);
    }
  }

  private async simulate(
    servers: ServerFleet,
    url: string,
    scenario: Scenario,
  ): Promise<DemoReport | undefined> {
    const { options, random, progress } = this;
    const { baseUrl } = servers;
    const { finish, interrupt } = this.signals;
    this.announce(baseUrl, scenario);
    const begin = performance.now();
    const city = new CitySimulation({
      baseUrl,
      scenario,
      simulation: options,
      random,
      finish,
      signal: interrupt.signal,
    });
    this.control?.attach({ controls: new CityControls(city), origins: listOrigins(baseUrl) });
    progress.start(city.journal, city.clock);
    try {
      servers.startKilling();
      const endedByItself = await city
        .run()
        .catch((error: unknown) => this.ignoreWhenInterrupted(error));
      await servers.stopKilling();
      if (this.death) throw this.death;
      if (this.interrupted) return undefined;
      const history = await readHistory(url, city);
      const wallSeconds = Math.round((performance.now() - begin) / 100) / 10;
      return createReport(
        this.collectFacts(city, { endedByItself, wallSeconds, instances: servers.facts }),
        city.journal,
        history,
      );
    } finally {
      progress.stop();
      city.close();
    }
  }

  private announce(baseUrl: string, { name, vehicles, requests }: Scenario): void {
    const { seed, speed, stay } = this.options;
    const demand = stay ? 'until Ctrl-C' : `${requests.length} requests`;
    this.progress.print(
      `${name} at ${baseUrl}: ${vehicles.length} cars, ${demand}, seed ${seed}, speed ${speed}`,
    );
    if (this.control) this.progress.print(`Watch it and steer it: ${baseUrl}/city`);
  }

  /** What agents complain of when everything is being cut off isn't news. */
  private ignoreWhenInterrupted(error: unknown): false {
    if (this.interrupted) return false;
    throw error;
  }

  private collectFacts(
    { name, fleet, demand }: CitySimulation,
    rest: Pick<RunFacts, 'endedByItself' | 'wallSeconds' | 'instances'>,
  ): RunFacts {
    const { seed, speed } = this.options;
    const drivers = fleet.drivers.length;
    return { city: name, seed, speed, drivers, requests: demand.total, ...rest };
  }
}

/** The page may have been opened by either name of the machine. */
const listOrigins = (baseUrl: string): string[] => [
  baseUrl,
  baseUrl.replace('//127.0.0.1:', '//localhost:'),
];

/** The clients get time to catch up first; then their streams are closed and judged. */
async function readHistory(databaseUrl: string, city: CitySimulation): Promise<History> {
  const { logs, tripLogs } = city.journal;
  const tripIds = tripLogs.map(({ tripId }) => tripId);
  const streams = new Set([...logs.map((log) => log.stream), ...tripIds.map((id) => `trip/${id}`)]);
  const reader = await HistoryReader.connect(databaseUrl);
  try {
    await city.catchUp(await reader.readHeads([...streams]));
    city.close();
    const [heads, rows] = [
      await reader.readHeads([...streams]),
      await reader.readRows([...streams]),
    ];
    const statuses = await reader.readTripStatuses(tripIds);
    return { heads, rows, statuses, brokenMailboxes: await reader.findBrokenMailboxes() };
  } finally {
    await reader.close();
  }
}

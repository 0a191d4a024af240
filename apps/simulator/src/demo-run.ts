import { TravelEstimator } from '#geo';
import { CitySimulation, SeededRandom, type SharedTripRules } from '#simulation';
import { CityControls } from './control/city-controls.js';
import { ControlServer } from './control/control-server.js';
import type { DemoOptions } from './options/demo-options.js';
import { startDatabase } from './process/demo-database.js';
import type { DemoSignals } from './process/interrupts.js';
import { ServerFleet } from './process/server-fleet.js';
import { ProgressLine } from './progress/progress-line.js';
import {
  createReport,
  type DemoReport,
  type History,
  type RunFacts,
} from './report/demo-report.js';
import { readHistory } from './report/read-history.js';
import { createBuiltInScenario, type DemoScenario } from './scenario/built-in-scenario.js';
import { readScenario } from './scenario/file-scenario.js';

/** Real seconds that the start, the last rides and the audit take together, roughly. */
const LAST_RIDES_SECONDS = 60;

/** One run of the demo: database, servers, city and audit. All that it starts is stopped at the end. */
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
   * @returns undefined when the run was interrupted
   * @throws {InputError} for an invalid file
   * @throws {Error} when a server or the database fails
   */
  async run(): Promise<DemoReport | undefined> {
    const { options, random } = this;
    const scenario: DemoScenario = options.files
      ? { ...(await readScenario(options, options.files)), phases: undefined }
      : createBuiltInScenario(options, random);
    this.progress.print(`Starting database and server. ${describeDuration(options, scenario)}`);
    const database = await startDatabase(options);
    try {
      if (this.endsBeforeStart) return undefined;
      if (options.control) this.control = await ControlServer.listen();
      return await this.runWithServers(database.url, scenario);
    } finally {
      this.control?.close();
      await database.stop();
    }
  }

  /** Before the first ride there is nothing to finish and nothing to audit. */
  private get endsBeforeStart(): boolean {
    return this.signals.finish.aborted;
  }

  private get interrupted(): boolean {
    return this.signals.interrupt.signal.aborted;
  }

  private async runWithServers(
    url: string,
    scenario: DemoScenario,
  ): Promise<DemoReport | undefined> {
    const { interrupt, hurry } = this.signals;
    const { port, instances, killEverySeconds, reachSeconds, policy, reposition, pooling } =
      this.options;
    const { noShowSeconds, speed } = this.options;
    const servers = await ServerFleet.start({
      databaseUrl: url,
      port,
      instances,
      killEverySeconds,
      reachSeconds,
      noShowSeconds,
      speed,
      policy,
      reposition,
      pooling,
      networkFile: scenario.networkFile,
      marginMeters: scenario.marginMeters,
      control: this.control,
      signal: interrupt.signal,
      onUnexpectedExit: (error) => {
        this.death = error;
        interrupt.abort();
      },
    });
    try {
      if (this.endsBeforeStart) return undefined;
      return await this.simulate(servers, url, scenario);
    } finally {
      await servers.stop(hurry);
    }
  }

  private async simulate(
    servers: ServerFleet,
    url: string,
    scenario: DemoScenario,
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
    this.control?.attach({
      controls: new CityControls(city, scenario.phases),
      origins: listOrigins(baseUrl),
    });
    progress.start([city.journal], city.clock, scenario.phases);
    try {
      servers.startKilling();
      const endedByItself = await city
        .run()
        .catch((error: unknown) => this.ignoreWhenInterrupted(error));
      await servers.stopKilling();
      if (this.death) throw this.death;
      if (this.interrupted) return undefined;
      progress.print('All rides have ended. Auditing every delivery…');
      const history = { ...(await readHistory(url, city)), ...this.describeSharing(scenario) };
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

  /** What riders of shared trips agree to, by the clock of the server. */
  private describeSharing({ network }: DemoScenario): Pick<History, 'sharing'> {
    const { pooling, speed } = this.options;
    if (!pooling) return {};
    const estimator = new TravelEstimator(network);
    const scale = Math.max(1, speed);
    const directSeconds: SharedTripRules['directSeconds'] = ({ pickup, dropoff }) =>
      estimator.estimate(pickup, dropoff).durationSeconds / scale;
    return { sharing: { directSeconds, maxDetourSeconds: pooling.maxDetourSeconds / scale } };
  }

  private announce(baseUrl: string, { name, vehicles, requests }: DemoScenario): void {
    const { seed, speed, stay } = this.options;
    const demand = stay ? 'until Ctrl-C' : `${requests.length} requests`;
    this.progress.print(
      `${name} at ${baseUrl}: ${vehicles.length} cars, ${demand}, seed ${seed}, speed ${speed}`,
    );
    if (this.control) this.progress.print(`Watch it and steer it: ${baseUrl}/city`);
  }

  /** Errors of agents during an interruption are expected. */
  private ignoreWhenInterrupted(error: unknown): false {
    if (this.interrupted) return false;
    throw error;
  }

  private collectFacts(
    { name, fleet, demand }: CitySimulation,
    rest: Pick<RunFacts, 'endedByItself' | 'wallSeconds' | 'instances'>,
  ): RunFacts {
    const { seed, speed, noShowSeconds } = this.options;
    const drivers = fleet.drivers.length;
    const requests = demand.total;
    return { city: name, seed, speed, drivers, requests, noShowSeconds, ...rest };
  }
}

/** How long the run takes, in real time. */
function describeDuration({ stay, speed }: DemoOptions, { windowSeconds }: DemoScenario): string {
  if (stay) return 'The city runs until Ctrl-C; then the audit follows.';
  const [seconds, minutes] = [windowSeconds / speed, windowSeconds / 60];
  const whole = Math.max(1, Math.round((seconds + LAST_RIDES_SECONDS) / 60));
  const duration = whole === 1 ? 'about a minute' : `about ${whole} minutes`;
  return `The run takes ${duration}: ${Math.round(seconds)} s of requests (${Math.round(minutes)} simulated minutes), the last rides, and the audit.`;
}

/** The page may have been opened under either name of the loopback address. */
const listOrigins = (baseUrl: string): string[] => [
  baseUrl,
  baseUrl.replace('//127.0.0.1:', '//localhost:'),
];

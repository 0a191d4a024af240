import { CitySimulation, SeededRandom } from '#simulation';
import type { DemoOptions } from '../options/demo-options.js';
import type { DemoSignals } from '../process/interrupts.js';
import { requireNatsServer } from '../process/require-nats-server.js';
import type { ProgressLine } from '../progress/progress-line.js';
import { createReport, type DemoReport } from '../report/demo-report.js';
import { readHistory } from '../report/read-history.js';
import { createBuiltInScenario, type DemoScenario } from '../scenario/built-in-scenario.js';
import type { CitiesReport } from './cities-report.js';
import { CITY_NAMES, CitySystem, type City } from './city-system.js';
import { KillSchedule } from './kill-schedule.js';

/** The simulation of one city on its servers. */
interface LiveCity extends City {
  simulation: CitySimulation;
  scenario: DemoScenario;
}

/**
 * A demo with several cities, each with a database of its own, and gateways that serve the streams
 * of all. All that it starts is stopped at the end.
 */
export class CitiesRun {
  private death: Error | undefined;

  constructor(
    private readonly options: DemoOptions & { cities: number },
    private readonly progress: ProgressLine,
    private readonly signals: DemoSignals,
  ) {}

  /**
   * @returns undefined when the run was interrupted
   * @throws {UsageError} without nats-server
   * @throws {Error} when a server, a node or a database fails
   */
  async run(): Promise<CitiesReport | undefined> {
    const { cities, gateways, instances } = this.options;
    const { hurry, interrupt } = this.signals;
    requireNatsServer();
    this.progress.print(
      `Starting ${cities} ${cities === 1 ? 'city' : 'cities'} with ${instances} processes each, ${gateways} gateways, 3 nodes of NATS.`,
    );
    const system = await CitySystem.start({
      ...this.options,
      signal: interrupt.signal,
      onUnexpectedExit: (error) => {
        this.death = error;
        interrupt.abort();
      },
    });
    try {
      return this.signals.finish.aborted ? undefined : await this.simulate(system);
    } finally {
      await system.stop(hurry);
    }
  }

  private async simulate(system: CitySystem): Promise<CitiesReport | undefined> {
    const { progress } = this;
    const { interrupt } = this.signals;
    const live = system.cities.map((city, index) => this.createCity(city, index));
    const kills = new KillSchedule({
      gateways: system.gateways,
      cities: system.cities.map(({ servers }) => servers),
      nats: system.cluster,
    });
    this.announce(live);
    const begin = performance.now();
    const journals = live.map(({ simulation }) => simulation.journal);
    const [first] = live;
    if (first) progress.start(journals, first.simulation.clock, first.scenario.phases);
    try {
      this.startKilling(kills);
      const endings = await Promise.all(live.map(({ simulation }) => this.runCity(simulation)));
      await kills.stop();
      if (this.death) throw this.death;
      if (interrupt.signal.aborted) return undefined;
      progress.print('All rides have ended. Auditing every delivery in every database…');
      const wallSeconds = Math.round((performance.now() - begin) / 100) / 10;
      const reports = await Promise.all(
        live.map(async (city, index) => ({
          shard: city.servers.shard,
          report: await this.audit(city, { wallSeconds, endedByItself: endings[index] ?? false }),
        })),
      );
      return {
        cities: reports,
        gateways: system.gateways.length,
        killed: kills.facts,
        passed: reports.every(({ report }) => report.audit.passed),
      };
    } finally {
      progress.stop();
      for (const { simulation } of live) simulation.close();
      await kills.stop();
    }
  }

  private createCity(city: City, index: number): LiveCity {
    const { seed, drivers, ridersPerHour, cities } = this.options;
    const options = {
      ...this.options,
      seed: seed + index,
      drivers: Math.max(1, Math.round(drivers / cities)),
      ridersPerHour: Math.max(1, ridersPerHour / cities),
    };
    const random = new SeededRandom(options.seed);
    const scenario = createBuiltInScenario(options, random);
    const { finish, interrupt } = this.signals;
    const simulation = new CitySimulation({
      baseUrl: city.servers.baseUrl,
      scenario,
      simulation: options,
      random,
      finish,
      signal: interrupt.signal,
    });
    return { ...city, simulation, scenario };
  }

  private announce(live: readonly LiveCity[]): void {
    for (const { servers, scenario } of live) {
      const { vehicles, requests } = scenario;
      const demand = this.options.stay ? 'until Ctrl-C' : `${requests.length} requests`;
      this.progress.print(
        `${servers.shard} at ${servers.baseUrl}: ${vehicles.length} cars, ${demand}`,
      );
    }
  }

  private startKilling(kills: KillSchedule): void {
    const { killEverySeconds } = this.options;
    if (killEverySeconds === undefined) return;
    kills.start(killEverySeconds, (error) => {
      this.death = error;
      this.signals.interrupt.abort();
    });
  }

  /** Errors of agents during an interruption are expected. */
  private async runCity(simulation: CitySimulation): Promise<boolean> {
    try {
      return await simulation.run();
    } catch (error) {
      if (this.signals.interrupt.signal.aborted) return false;
      throw error;
    }
  }

  private async audit(
    { simulation, database, servers, scenario }: LiveCity,
    ending: { wallSeconds: number; endedByItself: boolean },
  ): Promise<DemoReport> {
    const { speed, noShowSeconds, seed } = this.options;
    const index = CITY_NAMES.findIndex((name) => name === servers.shard);
    return createReport(
      {
        city: `${servers.shard} (${scenario.name})`,
        seed: seed + index,
        speed,
        drivers: simulation.fleet.drivers.length,
        requests: simulation.demand.total,
        noShowSeconds,
        instances: servers.facts,
        ...ending,
      },
      simulation.journal,
      await readHistory(database.url, simulation),
    );
  }
}

import type { Agent, AgentView, CitySimulation } from '#simulation';
import type { PhaseName, PhaseSchedule } from '../scenario/city-phases.js';
import { clockText } from '../time/clock-text.js';
import type { AgentQuery, CityChange, CityLimits } from './city-change.js';

/** A higher rate per real second would exceed the capacity of one machine. */
const MOST_RIDERS_PER_SECOND = 10;

/** The state of the city for the city page. Times are simulated. */
export interface CityView {
  name: string;
  /** False while no rider requests a ride; rides under way continue and drivers stay. */
  running: boolean;
  drivers: { wanted: number; idle: number; busy: number };
  ridersPerHour: number;
  riders: { waiting: number; riding: number; done: number };
  clock: { seconds: number; text: string; speed: number };
  /** The phase of the default run, and the real seconds until the next one; null without phases. */
  phase: { name: PhaseName; secondsLeft: number | null } | null;
  streams: { events: number; reconnects: number };
  limits: CityLimits;
}

export interface AgentList {
  agents: AgentView[];
  /** Number of matching agents before the limit. */
  total: number;
}

/** The operations of the city page on a city. */
export class CityControls {
  readonly limits: CityLimits;

  constructor(
    private readonly city: CitySimulation,
    private readonly phases?: PhaseSchedule,
  ) {
    const { clock, demand, fleet } = city;
    const affordable = Math.floor((MOST_RIDERS_PER_SECOND * 3_600) / clock.speed);
    const ridersPerHour = Math.max(affordable, demand.ridersPerHour);
    this.limits = { drivers: fleet.max, ridersPerHour };
  }

  get isOpen(): boolean {
    return this.city.isOpen;
  }

  view(): CityView {
    const { clock, demand, fleet, journal, name } = this.city;
    const seconds = Math.floor(clock.nowSeconds);
    return {
      name,
      running: demand.isRunning,
      drivers: { wanted: fleet.wanted, ...journal.drivers },
      ridersPerHour: demand.ridersPerHour,
      riders: { ...journal.riders },
      clock: { seconds, text: clockText(seconds), speed: clock.speed },
      phase: this.describePhase(),
      streams: { events: journal.events, reconnects: journal.reconnects },
      limits: this.limits,
    };
  }

  private describePhase(): CityView['phase'] {
    const { clock } = this.city;
    const phase = this.phases?.phaseAt(clock.nowSeconds);
    if (!phase) return null;
    const left = this.phases?.secondsLeft(clock.nowSeconds);
    return {
      name: phase.name,
      secondsLeft: left === undefined ? null : Math.ceil(left / clock.speed),
    };
  }

  change({ running, drivers, ridersPerHour }: CityChange): void {
    const { demand, fleet, clock } = this.city;
    if (running !== undefined) demand.isRunning = running;
    if (drivers !== undefined) fleet.resize(drivers);
    if (ridersPerHour !== undefined) demand.setRate(ridersPerHour, clock.nowSeconds);
  }

  /** Lists the active agents, those on a trip first. */
  listAgents({ role, limit }: AgentQuery): AgentList {
    const views = this.everyAgent.flatMap(({ view }) => view ?? []);
    const matching = views.filter((view) => role === undefined || view.role === role);
    const onTrip = matching.filter(({ state }) => state === 'trip');
    const idle = matching.filter(({ state }) => state === 'idle');
    return { agents: [...onTrip, ...idle].slice(0, limit), total: matching.length };
  }

  /** Finds an active agent by id. */
  findAgent(id: string): Agent | undefined {
    return this.everyAgent.find(({ view }) => view?.id === id);
  }

  private get everyAgent(): Agent[] {
    return [...this.city.fleet.drivers, ...this.city.riders.riders];
  }
}

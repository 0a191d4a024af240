export type PhaseName = 'healthy' | 'rush' | 'recovery' | 'last_rides';

/** A part of the default run. */
export interface CityPhase {
  name: PhaseName;
  /** One sentence for the terminal. */
  text: string;
  /** Simulated seconds since midnight at which the phase begins. */
  fromSeconds: number;
  /** Requests of the phase as a multiple of `--riders-per-hour`. */
  demand: number;
}

/** A stretch of the demand: `share` is its part of the window. */
interface Stretch extends Pick<CityPhase, 'name' | 'text' | 'demand'> {
  share: number;
}

/**
 * The rush asks for more than the fleet can carry for as long as it lasts, and the recovery for
 * less than the fleet can carry, so that the queue of the rush is gone when the demand ends.
 */
const STRETCHES: readonly Stretch[] = [
  {
    name: 'healthy',
    text: 'Healthy city: cars are near, and riders wait seconds for a driver',
    share: 0.35,
    demand: 0.8,
  },
  {
    name: 'rush',
    text: 'Rush: more than twice as many requests; free cars become few',
    share: 0.3,
    demand: 2,
  },
  {
    name: 'recovery',
    text: 'Recovery: demand falls, and cars become free again',
    share: 0.35,
    demand: 0.5,
  },
];
const LAST_RIDES = {
  name: 'last_rides',
  text: 'Last rides: no new requests; every ride under way ends before the audit',
  demand: 0,
} as const;

/** The phases of a run in order, each from its beginning; the last one has no demand. */
export class PhaseSchedule {
  private constructor(readonly phases: readonly CityPhase[]) {}

  /** A rush in the middle of a window. */
  static rushWithin(fromSeconds: number, windowSeconds: number): PhaseSchedule {
    let begin = fromSeconds;
    const phases = STRETCHES.map(({ share, ...phase }) => {
      const planned: CityPhase = { ...phase, fromSeconds: begin };
      begin += share * windowSeconds;
      return planned;
    });
    const end = fromSeconds + windowSeconds;
    return new PhaseSchedule([...phases, { ...LAST_RIDES, fromSeconds: end }]);
  }

  /** The phase at a simulated time; before the first one begins, the first one. */
  phaseAt(seconds: number): CityPhase | undefined {
    return this.phases.findLast(({ fromSeconds }) => fromSeconds <= seconds) ?? this.phases[0];
  }

  /** Simulated seconds from a time until the next phase begins; undefined in the last one. */
  secondsLeft(seconds: number): number | undefined {
    const [first] = this.phases;
    const from = Math.max(seconds, first?.fromSeconds ?? 0);
    const next = this.phases.find(({ fromSeconds }) => fromSeconds > from);
    return next && next.fromSeconds - seconds;
  }
}

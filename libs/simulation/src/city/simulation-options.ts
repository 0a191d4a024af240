import type { Behaviour } from './behaviour.js';

/** How a city of simulated people is run. */
export interface SimulationOptions {
  /** Real seconds after which no ride is requested any more; undefined: the scenario decides. */
  forSeconds: number | undefined;
  /** The city goes on until its caller ends it; then the rides under way finish. */
  stay: boolean;
  seed: number;
  /** Simulated seconds in a real one. */
  speed: number;
  /** Requests in an average simulated hour, for the built-in city only. */
  ridersPerHour: number;
  behaviour: Behaviour;
  /** Real seconds between two kills of a server; undefined: none is killed. */
  killEverySeconds: number | undefined;
}

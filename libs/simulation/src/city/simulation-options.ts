import type { Behaviour } from './behaviour.js';

/** Settings of a simulated city. */
export interface SimulationOptions {
  /** Real seconds after which no rider requests a ride; undefined: the end of the window. */
  forSeconds: number | undefined;
  /** Whether demand continues until the caller ends it; rides under way then finish. */
  stay: boolean;
  seed: number;
  /** Simulated seconds per real second. */
  speed: number;
  /** Requests in an average simulated hour; only for the built-in city. */
  ridersPerHour: number;
  behaviour: Behaviour;
  /** Real seconds that the server lets a driver wait before a no-show. */
  noShowSeconds: number;
  /** Real seconds between two kills of a server; undefined: no server is killed. */
  killEverySeconds: number | undefined;
}

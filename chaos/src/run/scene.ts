import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '#simulation';
import type { Findings } from '../check/findings.js';
import type { City } from '../load/city.js';
import type { Stage, StageOptions } from '../stage/stage.js';

/** What a fault gets to work with. */
export interface Scene {
  stage: Stage;
  city: City;
  /** From the run's seed; the only chance there is. */
  random: SeededRandom;
  findings: Findings;
}

/** Something that goes wrong. */
export interface Fault {
  /** Kebab-case; what `--fault` takes. */
  name: string;
  /** One line for `--list`. */
  what: string;
  /** Seeds change what it does: `--seeds` repeats it. */
  random?: boolean;
  stage?: StageOptions;
  /** People in the city meanwhile. Default 6 riders and 5 drivers. */
  people?: { riders: number; drivers: number };
  /** Judged by what it does itself: no ride afterwards. */
  isBare?: boolean;
  /** Lets it happen, in the middle of traffic, and returns when it is over. */
  inject(scene: Scene): Promise<void>;
}

/** Lets time pass between the blows of a fault, not to wait for something. */
export const wait = (milliseconds: number): Promise<void> => pause(milliseconds);

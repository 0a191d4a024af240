import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '#simulation';
import type { Findings } from '../check/findings.js';
import type { Target, TargetOptions } from '../target/target.js';
import type { Workload } from '../workload/workload.js';

/** One run of a fault: the system under test, its load, and what the checks find. */
export interface Experiment {
  target: Target;
  workload: Workload;
  /** The only source of randomness; it derives from the seed of the run. */
  random: SeededRandom;
  findings: Findings;
}

/** A fault that the suite injects. */
export interface Fault {
  /** The name for `--fault`, in kebab-case. */
  name: string;
  /** One line for `--list`. */
  description: string;
  /** Whether the seed changes what the fault does; `--seeds` repeats such faults. */
  random?: boolean;
  target?: TargetOptions;
  /** The riders and drivers of the workload. Default 6 riders and 5 drivers. */
  population?: { riders: number; drivers: number };
  /** Whether clients end up on another history: a cursor of the earlier one must be `reset`. */
  changesHistory?: boolean;
  /** Why this machine cannot inject the fault; the suite prints it and leaves the fault out. */
  leftOut?: string;
  /** Skips the recovery probe: only what the fault itself does is checked. */
  skipsRecoveryProbe?: boolean;
  /** Injects the fault under load. Resolves when the fault is over. */
  inject(experiment: Experiment): Promise<void>;
}

/** Lets time pass between the steps of a fault; waiting for a condition is `until`. */
export const pause = (milliseconds: number): Promise<void> => delay(milliseconds);

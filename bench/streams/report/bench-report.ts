import type { PeerName } from '../measure/contender.js';
import type { SelfTime } from '../profile/self-times.js';
import type { Machine } from '../../report/machine.js';

/** One line of the table. */
export interface Figure {
  measure: string;
  unit: string;
  /** What was asked for, in words. */
  target: string;
  values: Partial<Record<PeerName, number>>;
  /** Further words, e.g. what was lost. */
  notes?: string[];
}

export interface BenchReport {
  machine: Machine;
  connections: number;
  /** Variables the server ran with, where they aren't the defaults. */
  variables: Record<string, string>;
  figures: Figure[];
  profiles: { measure: string; file: string; functions: SelfTime[] }[];
}

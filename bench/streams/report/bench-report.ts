import type { PeerName } from '../measure/contender.js';
import type { SelfTime } from '../../profile/self-times.js';
import type { Machine } from '../../report/machine.js';

/** One line of the table. */
export interface Figure {
  measure: string;
  unit: string;
  /** The figure that Tripstream is to reach, in words. */
  target: string;
  values: Partial<Record<PeerName, number>>;
  /** Remarks, e.g. on lost events. */
  notes?: string[];
}

export interface BenchReport {
  machine: Machine;
  connections: number;
  /** The server's variables that differ from the defaults. */
  variables: Record<string, string>;
  figures: Figure[];
  profiles: { measure: string; file: string; functions: SelfTime[] }[];
}

import type { Machine } from '../../report/machine.js';

/** One table. The keys of the first row are its columns and contain the units. */
export interface Section {
  title: string;
  rows: Record<string, string | number>[];
  /** Remarks, e.g. on how the riders were drawn. */
  notes: string[];
}

export interface DispatchReport {
  machine: Machine;
  city: string;
  riders: number;
  drivers: number;
  sections: Section[];
}

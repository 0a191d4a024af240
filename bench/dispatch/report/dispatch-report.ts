import type { Machine } from '../../report/machine.js';

/** One table. Its columns are the keys of the first row, units in them. */
export interface Section {
  title: string;
  rows: Record<string, string | number>[];
  /** Further words, e.g. what was drawn how. */
  notes: string[];
}

export interface DispatchReport {
  machine: Machine;
  city: string;
  riders: number;
  drivers: number;
  sections: Section[];
}

import type { TripDemand } from '../demand/trip-demand.js';
import type { LeftOutRows } from '../table/left-out-rows.js';
import type { StampKind } from '../time/departure-clock.js';
import type { FormatName } from './request-format.js';

/** What was found in a file, and what was left out of it. */
export interface TableReading {
  /** The name of the file, as the user gave it. */
  readonly source: string;
  /** Separator, encoding and the like, for people. */
  readonly dialect: string;
  /** Rows after the header, those included that were left out. */
  readonly rows: number;
  readonly leftOut: readonly LeftOutRows[];
}

/** What was found in a file with requests. */
export interface RequestReading extends TableReading {
  readonly format: FormatName;
  /** The layout for people. */
  readonly title: string;
  /** Whether the layout was detected and not given. */
  readonly wasDetected: boolean;
  /** What the reader of results has to know about the layout. */
  readonly note: string | undefined;
  readonly stampKind: StampKind;
  /** Zone of the wall times and of midnight. */
  readonly timeZone: string;
  /** Wall times that the clocks of the zone skip, and those that they repeat. */
  readonly assumed: { readonly skipped: number; readonly repeated: number };
  /** Midnight of the first day in the zone, in milliseconds since 1970. */
  readonly midnightMs: number;
}

/** The requests of a file. */
export interface RequestTable {
  /** At least one, in the order of departure. */
  readonly requests: readonly TripDemand[];
  readonly reading: RequestReading;
}

import type { ColumnNames } from '../table/column-map.js';
import type { DateOrder } from '../time/time-stamp.js';
import type { FormatName } from './request-format.js';

/** How the user wants a file with requests or vehicles to be read. */
export interface TableOptions {
  /** The layout of the requests; undefined: detected from the header. */
  readonly format: FormatName | undefined;
  /** Names of columns by field; only those that differ from the layout. */
  readonly columns: ColumnNames;
  /** Zone of the IANA database, of wall times without zone and of midnight. */
  readonly timeZone: string;
  /** Order of day and month in dates with slashes; undefined: decided from the file. */
  readonly dateOrder: DateOrder | undefined;
  /** Only requests of this day are read, such as `2014-12-21`; undefined: all. */
  readonly day: string | undefined;
  /** A file with the places of zones. */
  readonly zones: string | undefined;
  /** A file with the places of nodes. */
  readonly nodes: string | undefined;
  /** Whether rows with errors are left out and counted. */
  readonly skipBadRows: boolean;
  /** Seed of the places that are drawn within zones. */
  readonly seed: number;
}

export const DEFAULT_TABLE_OPTIONS: TableOptions = {
  format: undefined,
  columns: {},
  timeZone: 'UTC',
  dateOrder: undefined,
  day: undefined,
  zones: undefined,
  nodes: undefined,
  skipBadRows: false,
  seed: 1,
};

import type { DateOrder } from '../time/time-stamp.js';

/** What a row of a request may hold, by the names that `--columns` uses. */
export const REQUEST_FIELDS = [
  'request_id',
  'o_lat',
  'o_lon',
  'd_lat',
  'd_lon',
  'o_node',
  'd_node',
  'o_zone',
  'd_zone',
  'departure_time',
  'arrival_time',
  'ride_seconds',
  'passengers',
] as const;

export type RequestField = (typeof REQUEST_FIELDS)[number];

/** How a format states places: degrees, nodes of the road network, or zones of a zone file. */
export type PlaceKind = 'degrees' | 'nodes' | 'zones';

/** The names of formats on the command line. */
export const FORMAT_NAMES = ['tripstream', 'hive', 'fleetpy', 'tlc', 'chicago', 'kaggle'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** A layout of a file with requests. One name may have several layouts, as the files changed. */
export interface RequestFormat {
  readonly name: FormatName;
  /** For people, such as "NYC TLC trip records with zones". */
  readonly title: string;
  readonly places: PlaceKind;
  /** Names of the columns of each field; the first one that the file has counts. */
  readonly columns: Readonly<Partial<Record<RequestField, readonly string[]>>>;
  /** Columns that only this layout has; a file with all of them is of this layout. */
  readonly marks: readonly string[];
  /** Rows without places, or with the places 0,0, are no error of the file: they are left out. */
  readonly leavesOutMissingPlaces: boolean;
  /** The order of day and month in dates with slashes; undefined: decided from the file. */
  readonly dateOrder?: DateOrder;
  /** What the reader of results has to know about such a file. */
  readonly note?: string;
}

/** The fields without which no request can be read. The id may be missing: the row's number is taken. */
export const requiredFields = (places: PlaceKind): readonly RequestField[] => {
  switch (places) {
    case 'degrees':
      return ['o_lat', 'o_lon', 'd_lat', 'd_lon', 'departure_time'];
    case 'nodes':
      return ['o_node', 'd_node', 'departure_time'];
    case 'zones':
      return ['o_zone', 'd_zone', 'departure_time'];
  }
};

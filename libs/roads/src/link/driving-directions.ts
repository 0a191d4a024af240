import { textsOf, type LinkProperties } from './link-values.js';

/** In which directions along its line a road may be driven; in at least one. */
export interface DrivingDirections {
  readonly isForward: boolean;
  readonly isBackward: boolean;
}

const YES = /^(yes|true|1)$/i;
const NO = /^(no|false|0)$/i;
const REVERSE = /^(-1|reverse)$/i;
/** Roads that are one-way unless `oneway` says no. */
const ROUND = /^(roundabout|circular)$/;

/**
 * Reads the OpenStreetMap keys `oneway` and `junction`. Motorways and roundabouts are one-way where
 * `oneway` is missing.
 *
 * @see https://wiki.openstreetmap.org/wiki/Key:oneway
 */
export function drivingDirections({
  oneway,
  junction,
  highway,
}: LinkProperties): DrivingDirections {
  const stated = typeof oneway === 'boolean' ? String(oneway) : (textsOf(oneway)[0] ?? '');
  if (REVERSE.test(stated)) return { isForward: false, isBackward: true };
  const isImplied = textsOf(highway)[0] === 'motorway' || ROUND.test(textsOf(junction)[0] ?? '');
  const isOneWay = YES.test(stated) || (isImplied && !NO.test(stated));
  return { isForward: true, isBackward: !isOneWay };
}

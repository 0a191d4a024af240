import { isDrivable } from '../link/default-speeds.js';

/** The keys of a way that are read. The first one makes a way a road. */
export const ROAD_KEYS = [
  'highway',
  'oneway',
  'junction',
  'maxspeed',
  'name',
  'ref',
  'area',
  'access',
  'vehicle',
  'motor_vehicle',
  'motorcar',
] as const;

/** From the most particular key to the most general one; the first that a way has decides. */
const ACCESS_KEYS = ['motorcar', 'motor_vehicle', 'vehicle', 'access'] as const;
/** Values that exclude a taxi with a rider who lives or works elsewhere. */
const CLOSED = /^(no|private|agricultural|forestry|emergency|military|customers|delivery|permit)$/;

type Tags = Readonly<Record<string, string>>;

/**
 * Whether a taxi may use a way: a public road for cars, as in OSMnx's network type `drive`. Service
 * roads, tracks, areas and roads under construction are left out.
 *
 * @see https://wiki.openstreetmap.org/wiki/Key:access
 */
export function isRoadForCars(tags: Tags): boolean {
  if (!isDrivable(tags['highway'] ?? '') || tags['area'] === 'yes') return false;
  const key = ACCESS_KEYS.find((each) => tags[each] !== undefined);
  return key === undefined || !CLOSED.test(tags[key] ?? '');
}

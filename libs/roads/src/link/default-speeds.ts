/**
 * The speed on a road without a speed of its own, in km/h, by the value of the OpenStreetMap key
 * `highway`. The values are those of the car profile of OSRM (profiles/car.lua, BSD-2-Clause):
 * what cars drive on such roads, with crossings and traffic, and not what the law allows.
 */
const KMPH_BY_HIGHWAY: ReadonlyMap<string, number> = new Map([
  ['motorway', 90],
  ['motorway_link', 45],
  ['trunk', 85],
  ['trunk_link', 40],
  ['primary', 65],
  ['primary_link', 30],
  ['secondary', 55],
  ['secondary_link', 25],
  ['tertiary', 40],
  ['tertiary_link', 20],
  ['unclassified', 25],
  ['residential', 25],
  ['living_street', 10],
  ['road', 25],
  ['service', 15],
]);

/** For a value of `highway` that the table lacks, such as `busway`. */
const OTHER_KMPH = 25;

/** @returns the default speed in km/h; undefined without a value of `highway` */
export function defaultKmph(highway: string | undefined): number | undefined {
  return highway === undefined ? undefined : (KMPH_BY_HIGHWAY.get(highway) ?? OTHER_KMPH);
}

/** The kinds of roads that are read from OpenStreetMap: those of OSMnx's network type `drive`. */
export const isDrivable = (highway: string): boolean =>
  highway !== 'service' && KMPH_BY_HIGHWAY.has(highway);

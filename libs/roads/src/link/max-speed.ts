import { textsOf } from './link-values.js';

const KMPH_PER_MILE = 1.609344;
const KMPH_PER_KNOT = 1.852;

/** The advisory speed of German motorways, for roads without a limit. */
const NO_LIMIT_KMPH = 130;
const WALKING_KMPH = 6;

/** Speeds by kind of place where a country has no row of its own, in km/h. */
const IMPLICIT_KMPH: ReadonlyMap<string, number> = new Map([
  ['urban', 50],
  ['rural', 90],
  ['trunk', 110],
  ['motorway', 130],
  ['living_street', 10],
  ['walk', WALKING_KMPH],
  ['bicycle_road', 30],
]);

/**
 * Countries with other limits: https://wiki.openstreetmap.org/wiki/Speed_limits, and `maxspeed_table`
 * of OSRM's car profile. A limit of a state or a canton needs a number in the file.
 */
const IMPLICIT_KMPH_OF_COUNTRY: ReadonlyMap<string, number> = new Map([
  ['AT:rural', 100],
  ['AT:trunk', 100],
  ['BE:motorway', 120],
  ['CH:rural', 80],
  ['CH:trunk', 100],
  ['CH:motorway', 120],
  ['DE:rural', 100],
  ['DE:living_street', 7],
  ['DK:rural', 80],
  ['ES:trunk', 90],
  ['ES:motorway', 120],
  ['FR:rural', 80],
  ['GB:nsl_single', 60 * KMPH_PER_MILE],
  ['GB:nsl_dual', 70 * KMPH_PER_MILE],
  ['GB:motorway', 70 * KMPH_PER_MILE],
  ['IT:trunk', 110],
  ['NL:rural', 80],
  ['NL:trunk', 100],
  ['NL:motorway', 100],
  ['NO:rural', 80],
  ['RU:living_street', 20],
  ['RU:urban', 60],
  ['SE:rural', 70],
  ['UK:nsl_single', 60 * KMPH_PER_MILE],
  ['UK:nsl_dual', 70 * KMPH_PER_MILE],
  ['UK:motorway', 70 * KMPH_PER_MILE],
]);

const SPEED = /^(\d+(?:\.\d+)?) ?(mph|km\/h|kmh|kph|kmph|knots)?$/i;
const IMPLICIT = /^([A-Z]{2})(?:-[A-Z]{1,3})?:(?:zone:?(\d{1,3})|([a-z_]+))$/;
/** Faster limits are typing errors; the number is far above any road. */
const MOST_KMPH = 300;

/**
 * Reads the OpenStreetMap key `maxspeed`: a number (km/h), a number with its unit (`25 mph`), `walk`,
 * `none`, or a place of a country (`DE:urban`, `DE:zone30`). Of several values, in a list or in one
 * text with `;` or `|`, it takes the mean, as OSMnx does.
 *
 * @see https://wiki.openstreetmap.org/wiki/Key:maxspeed
 * @returns km/h above 0; undefined when the value is missing, or none of its texts can be read
 */
export function maxSpeedKmph(value: unknown): number | undefined {
  const texts = textsOf(value).flatMap((text) => text.split(/[;|]/));
  const speeds = texts.flatMap((text) => kmphOf(text.trim()) ?? []);
  if (speeds.length === 0) return undefined;
  return speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
}

function kmphOf(text: string): number | undefined {
  if (text === 'none') return NO_LIMIT_KMPH;
  if (text === 'walk') return WALKING_KMPH;
  const match = SPEED.exec(text);
  const kmph = match ? Number(match[1]) * factorOf(match[2]) : implicitKmph(text);
  return kmph !== undefined && kmph > 0 && kmph <= MOST_KMPH ? kmph : undefined;
}

function factorOf(unit: string | undefined): number {
  if (unit?.toLowerCase() === 'mph') return KMPH_PER_MILE;
  return unit?.toLowerCase() === 'knots' ? KMPH_PER_KNOT : 1;
}

function implicitKmph(text: string): number | undefined {
  const [, country, zone, kind] = IMPLICIT.exec(text) ?? [];
  if (zone !== undefined) return Number(zone);
  if (country === undefined || kind === undefined) return undefined;
  return IMPLICIT_KMPH_OF_COUNTRY.get(`${country}:${kind}`) ?? IMPLICIT_KMPH.get(kind);
}

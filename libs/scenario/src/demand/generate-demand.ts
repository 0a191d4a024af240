import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Position } from '#contracts';
import { greatCircleMeters, type RoadNetwork } from '#geo';
import type { TripDemand } from './trip-demand.js';
import {
  pickPosition,
  placeHotSpots,
  pickPositionNear,
  type HotSpot,
  type Random,
} from './hot-spots.js';
import { PEAK_FACTOR, rushFactor, isTowardsWork } from './rush-hour.js';

export interface DemandOptions {
  readonly network: RoadNetwork;
  /** A whole number. The same seed and options give the same demand, byte for byte. */
  readonly seed: number;
  /** Length of the period. */
  readonly minutes: number;
  /** Requests in an average hour; the rush hour has 1.7 times as many. */
  readonly requestsPerHour: number;
  /** Begin of the period in minutes after midnight (default 0). */
  readonly startMinuteOfDay?: number;
  /** Midnight of the first day, in milliseconds since 1970 (default 0). */
  readonly midnightMs?: number;
}

interface City {
  readonly network: RoadNetwork;
  readonly random: Random;
  readonly spots: readonly HotSpot[];
}

/** Share of trip ends that are independent of the hot spots. */
const ANYWHERE_SHARE = 0.35;
/** Riders walk shorter distances. */
const SHORTEST_TRIP_METERS = 500;
const MAX_TRIES = 20;
/** Cumulative shares of 1, 2, 3 and 4 passengers, from taxi records: seven in ten ride alone. */
const PASSENGER_SHARES = [0.7, 0.9, 0.96, 1] as const;

/**
 * Generates demand for a city without records. Trips lead to a few hot spots in the morning and
 * back in the evening, and their rate follows a rush hour curve. Requests arrive independently (a
 * Poisson process, thinned by the curve), so two requests may have the same second.
 *
 * @returns requests in the order of departure
 * @throws RangeError when the minutes or the requests per hour are negative or not finite
 */
export function generateDemand(options: DemandOptions): TripDemand[] {
  const { network, minutes, requestsPerHour, startMinuteOfDay = 0, midnightMs = 0 } = options;
  if (!(minutes >= 0 && requestsPerHour >= 0 && minutes * requestsPerHour < Infinity)) {
    throw new RangeError('minutes and requestsPerHour must be finite and not negative');
  }
  const generator = xoroshiro128plus(options.seed);
  const random = () => uniformFloat64(generator);
  const city = { network, random, spots: placeHotSpots(network, random) };
  const startMs = startMinuteOfDay * 60_000;
  return sampleArrivals(options, random).map((ms, i) => ({
    id: `${options.seed}-${i + 1}`,
    ...pickTripEnds(city, (startMs + ms) / 60_000),
    passengers: PASSENGER_SHARES.findIndex((share) => random() < share) + 1 || 1,
    departureSeconds: (startMs + ms) / 1_000,
    departureMs: midnightMs + startMs + ms,
  }));
}

/** Arrival times in whole milliseconds after the beginning, ascending. */
function sampleArrivals(options: DemandOptions, random: Random): number[] {
  const { minutes, requestsPerHour, startMinuteOfDay = 0 } = options;
  const perSecond = (requestsPerHour * PEAK_FACTOR) / 3_600;
  const arrived: number[] = [];
  if (perSecond === 0) return arrived;
  for (
    let at = sampleGapSeconds(perSecond, random);
    at < minutes * 60;
    at += sampleGapSeconds(perSecond, random)
  ) {
    const wanted = random() * PEAK_FACTOR < rushFactor(startMinuteOfDay + at / 60);
    if (wanted) arrived.push(Math.floor(at * 1_000));
  }
  return arrived;
}

/** Time to the next arrival in seconds. The argument is 1 − random, because log(0) is infinite. */
const sampleGapSeconds = (perSecond: number, random: Random) => -Math.log(1 - random()) / perSecond;

function pickTripEnds(
  city: City,
  minuteOfDay: number,
): { origin: Position; destination: Position } {
  const toWork = isTowardsWork(minuteOfDay);
  const origin = pickTripEnd(city, toWork ? 'home' : 'work');
  let destination = pickTripEnd(city, toWork ? 'work' : 'home');
  // The number of tries is bounded because a town may be smaller than the shortest trip.
  for (let i = 0; i < MAX_TRIES && isTooClose(origin, destination); i++) {
    destination = pickPosition(city.network, city.random);
  }
  return { origin, destination };
}

function pickTripEnd({ network, random, spots }: City, kind: HotSpot['kind']): Position {
  if (random() < ANYWHERE_SHARE) return pickPosition(network, random);
  return pickPositionNear(spots, kind, { network, random });
}

const isTooClose = (a: Position, b: Position) => greatCircleMeters(a, b) < SHORTEST_TRIP_METERS;

import type { Travel } from '#geo';
import type { TripDemand } from '../demand/trip-demand.js';
import { sampleOf } from './off-map.js';
import type { Finding } from './finding.js';

export interface SpeedCheckInput {
  readonly requests: readonly TripDemand[];
  /** Travel by road between the junctions of a request; undefined when it is off the map. */
  readonly travelOf: (request: TripDemand) => Travel | undefined;
  /** What speeds are multiplied by in the run. */
  readonly speedFactor: number;
}

const MOST_RIDES = 400;
/** A median of fewer rides is no measure. */
const LEAST_RIDES = 20;
/** The durations of records may differ from those of the roads by so much. */
const TOLERANCE = 1.25;
/** Cars in a city with traffic drive 15 to 30 km/h on average. */
const FAST_KPH = 30;
const SLOW_KPH = 5;

/** Compares the durations of recorded rides, or plain experience, with those of the roads. */
export function checkSpeeds({ requests, travelOf, speedFactor }: SpeedCheckInput): Finding[] {
  const rides = sampleOf(requests, MOST_RIDES).flatMap((request) => {
    const travel = travelOf(request);
    const isRide = travel !== undefined && travel.durationSeconds > 0 && travel.distanceMeters > 0;
    const seconds = isRide ? travel.durationSeconds / speedFactor : Infinity;
    return seconds < Infinity && isRide
      ? [{ request, seconds, meters: travel.distanceMeters }]
      : [];
  });
  if (rides.length < LEAST_RIDES) return [];
  const ratios = rides.flatMap(({ request: { recordedSeconds }, seconds }) =>
    recordedSeconds === undefined ? [] : [recordedSeconds / seconds],
  );
  if (ratios.length >= LEAST_RIDES) return compareWithRecords(medianOf(ratios), speedFactor);
  const kph = medianOf(rides.map(({ meters, seconds }) => (meters / seconds) * 3.6));
  return compareWithTraffic(kph);
}

function compareWithRecords(ratio: number, speedFactor: number): Finding[] {
  const factor = Math.round((100 * speedFactor) / ratio) / 100;
  const isFar = ratio > TOLERANCE || ratio < 1 / TOLERANCE;
  const times = `${ratio.toFixed(2)} times`;
  return [
    {
      code: 'recorded-durations',
      level: isFar ? 'warning' : 'note',
      text: `the recorded rides took ${times} as long as by these roads (median)`,
      count: null,
      percent: null,
      examples: [],
      remedy: isFar ? `--speed-factor ${factor} brings the roads to the records` : undefined,
    },
  ];
}

function compareWithTraffic(kph: number): Finding[] {
  if (kph >= SLOW_KPH && kph <= FAST_KPH) return [];
  const remedy =
    kph > FAST_KPH
      ? 'Speed limits are no speeds of traffic: --speed-factor 0.5 halves them. A column arrival_time or ride_seconds would tell'
      : 'Are the lengths or times of the roads in other units?';
  return [
    {
      code: 'road-speeds',
      level: 'warning',
      text: `by these roads the rides go at ${Math.round(kph)} km/h (median); in the traffic of a city 15 to 30 km/h are usual`,
      count: null,
      percent: null,
      examples: [],
      remedy,
    },
  ];
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

import type { Position } from '#contracts';
import type { RoadNetwork } from '#geo';
import type { TripDemand } from '../demand/trip-demand.js';
import type { FleetVehicle } from '../fleet/fleet.js';
import { MOST_EXAMPLES, percentOf, shareText, type Finding, type OffMapCounts } from './finding.js';

/** Above this share beyond 2 km, a file belongs to another city. */
const REFUSED_PERCENT = 50;
const WARNED_PERCENT = 1;
const FAR_METERS = 2_000;
const OFF_METERS = 500;
const NEAR_METERS = 200;
/** A search for a junction takes some 5 µs, so a million requests would take ten seconds. */
const MOST_EXAMINED = 100_000;

export interface OffMapResult {
  readonly counts: Omit<OffMapCounts, 'leftOut'>;
  readonly findings: Finding[];
}

/** Finds the requests that begin or end off the map, by distance bands. */
export function checkRequestsOffMap(
  requests: readonly TripDemand[],
  network: RoadNetwork,
): OffMapResult {
  const sample = sampleOf(requests);
  const far: TripDemand[] = [];
  const off: TripDemand[] = [];
  let beyond200m = 0;
  for (const request of sample) {
    const meters = farthestEnd(request, network);
    if (meters > NEAR_METERS) beyond200m += 1;
    if (meters > OFF_METERS) off.push(request);
    if (meters > FAR_METERS) far.push(request);
  }
  const counts = {
    examined: sample.length,
    beyond200m,
    beyond500m: off.length,
    beyond2km: far.length,
  };
  if (off.length === 0) return { counts, findings: [] };
  const isRefused = percentOf(far.length, sample.length) > REFUSED_PERCENT;
  const isWarned = percentOf(off.length, sample.length) >= WARNED_PERCENT;
  const bands = `${beyond200m.toLocaleString('en')} beyond 200 m, ${far.length.toLocaleString('en')} beyond 2 km`;
  const finding: Finding = {
    code: 'requests-off-map',
    level: isRefused ? 'refusal' : isWarned ? 'warning' : 'note',
    text: `${shareText(off.length, sample.length, 'requests')} begin or end more than 500 m from every junction (${bands}), and count from the nearest one`,
    count: off.length,
    percent: percentOf(off.length, sample.length),
    examples: off.slice(0, MOST_EXAMPLES).map(({ id }) => id),
    remedy: isRefused ? refusalRemedy(sample, network) : '--max-snap 500 leaves them out',
  };
  return { counts, findings: [finding] };
}

/** Finds the vehicles that stand off the map. */
export function checkFleetOffMap(
  vehicles: readonly FleetVehicle[],
  network: RoadNetwork,
): Finding[] {
  const metersOf = ({ position }: FleetVehicle): number =>
    network.nearestNode(position).distanceMeters;
  const off = vehicles.filter((vehicle) => metersOf(vehicle) > OFF_METERS);
  const far = off.filter((vehicle) => metersOf(vehicle) > FAR_METERS);
  if (off.length === 0) return [];
  const isRefused = percentOf(far.length, vehicles.length) > REFUSED_PERCENT;
  return [
    {
      code: 'vehicles-off-map',
      level: isRefused ? 'refusal' : 'warning',
      text: `${shareText(off.length, vehicles.length, 'vehicles')} stand more than 500 m from every junction, and are moved to the nearest one`,
      count: off.length,
      percent: percentOf(off.length, vehicles.length),
      examples: off.slice(0, MOST_EXAMPLES).map(({ id }) => id),
      remedy: isRefused ? 'Is it the fleet of another city?' : undefined,
    },
  ];
}

/** Swapped coordinates lie on the map once they are swapped back. */
function refusalRemedy(sample: readonly TripDemand[], network: RoadNetwork): string {
  const swap = ({ lat, lng }: Position): Position | undefined =>
    Math.abs(lng) <= 90 ? { lat: lng, lng: lat } : undefined;
  const near = sample.slice(0, 1_000).filter(({ origin }) => {
    const swapped = swap(origin);
    return swapped && network.nearestNode(swapped).distanceMeters <= FAR_METERS;
  });
  const isSwapped = near.length > Math.min(sample.length, 1_000) / 2;
  return isSwapped
    ? 'Latitude and longitude are swapped: name the columns with --columns "o_lat=…,o_lon=…,d_lat=…,d_lon=…"'
    : 'Are they the requests of another city than the roads?';
}

const farthestEnd = ({ origin, destination }: TripDemand, network: RoadNetwork): number =>
  Math.max(
    network.nearestNode(origin).distanceMeters,
    network.nearestNode(destination).distanceMeters,
  );

/** An even sample of a large file, in its order. */
export function sampleOf<T>(items: readonly T[], most = MOST_EXAMINED): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}

import type { Position } from '#contracts';
import type { RoadNetwork } from '#geo';

/** A part of the city that attracts trips: a business or a residential area. */
export interface HotSpot {
  readonly center: Position;
  readonly kind: 'work' | 'home';
  /** Relative frequency among the hot spots of the same kind. */
  readonly weight: number;
}

/** Returns uniformly distributed numbers, 0 ≤ value < 1. */
export type Random = () => number;

const KINDS: readonly HotSpot['kind'][] = ['work', 'home', 'work', 'home', 'home'];
/** Standard deviation of trip ends around a centre in degrees: about 500 m. */
const SPREAD_DEGREES = 0.0045;

/** Picks the centres of the hot spots; each has half the weight of the one before. */
export function placeHotSpots(network: RoadNetwork, random: Random): HotSpot[] {
  return KINDS.map((kind, i) => ({
    center: pickPosition(network, random),
    kind,
    weight: 0.5 ** i,
  }));
}

/** Picks a routable junction of the whole city. */
export function pickPosition(network: RoadNetwork, random: Random): Position {
  const node = network.routableNodes[Math.floor(random() * network.routableNodes.length)]!;
  return network.position(node);
}

/** Picks a routable junction near a hot spot of one kind. */
export function pickPositionNear(
  spots: readonly HotSpot[],
  kind: HotSpot['kind'],
  { network, random }: { network: RoadNetwork; random: Random },
): Position {
  const { center } = pickWeighted(
    spots.filter((spot) => spot.kind === kind),
    random,
  );
  const stretch = Math.cos((center.lat * Math.PI) / 180);
  const aim = {
    lat: clamp(center.lat + sampleNormal(random) * SPREAD_DEGREES, 90),
    lng: clamp(center.lng + (sampleNormal(random) * SPREAD_DEGREES) / Math.max(stretch, 0.01), 180),
  };
  return network.position(network.nearestNode(aim).node);
}

function pickWeighted(spots: readonly HotSpot[], random: Random): HotSpot {
  let rest = random() * spots.reduce((sum, spot) => sum + spot.weight, 0);
  return spots.find((spot) => (rest -= spot.weight) < 0) ?? spots[spots.length - 1]!;
}

/**
 * Approximates the standard normal distribution (Irwin–Hall, 12 uniforms) with additions only.
 * Logarithms and cosines may differ in the last bit between engines, which could move a trip to
 * another junction. The values are bounded by ±6, so no trip starts in another town.
 */
function sampleNormal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

const clamp = (degrees: number, limit: number) => Math.min(limit, Math.max(-limit, degrees));

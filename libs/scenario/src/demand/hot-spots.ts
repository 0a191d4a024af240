import type { Position } from '#contracts';
import type { RoadNetwork } from '#geo';

/** A part of the city that draws people: where offices are, or where they live. */
export interface HotSpot {
  readonly center: Position;
  readonly kind: 'work' | 'home';
  /** How strongly it draws against the others of its kind. */
  readonly weight: number;
}

/** Uniform, 0 ≤ value < 1. */
export type Random = () => number;

const KINDS: readonly HotSpot['kind'][] = ['work', 'home', 'work', 'home', 'home'];
/** How far people spread around a centre (one standard deviation), in degrees: about 500 m. */
const SPREAD_DEGREES = 0.0045;

/** Puts hot spots on the map; each is half as strong as the one before. */
export function placeHotSpots(network: RoadNetwork, random: Random): HotSpot[] {
  return KINDS.map((kind, i) => ({
    center: pickPosition(network, random),
    kind,
    weight: 0.5 ** i,
  }));
}

/** A place on the road anywhere in the city. */
export function pickPosition(network: RoadNetwork, random: Random): Position {
  const place = network.routableNodes[Math.floor(random() * network.routableNodes.length)]!;
  return network.position(place);
}

/** A place on the road close to a hot spot of that kind. */
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
 * Close to the normal distribution (Irwin–Hall, 12 uniforms), by additions alone: logarithms
 * and cosines may differ in the last bit between engines, which could move a trip to another
 * corner. Bounded by ±6, so nobody starts in the next town.
 */
function sampleNormal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

const clamp = (degrees: number, limit: number) => Math.min(limit, Math.max(-limit, degrees));

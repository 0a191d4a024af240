import KDBush from 'kdbush';
import type { CityMap, Place, Position } from '#contracts';
import type { RoadNetwork } from '#geo';
import { crossingName, findCrossings, type Crossing } from './roads/crossings.js';
import { Plane, distanceBetween, type Point } from './roads/plane.js';
import { RoadIndex, type NearestRoad } from './roads/road-index.js';
import { PlaceSearch, type PlaceMatches, type PlaceQuery } from './search/place-search.js';

/**
 * A point of a street so near to a crossing is named by it. Half a short block of Manhattan is 40 m,
 * so every point of an avenue is named by a crossing.
 */
const CROSSING_METERS = 45;
/** A position so near to a landmark is named by it, unless a crossing is nearer. */
const LANDMARK_METERS = 50;

export interface CityPlacesOptions {
  /** A position farther than this from every road is outside the city (default 500). */
  readonly maxRoadMeters?: number;
}

/** A named point of the city. */
interface Site {
  readonly name: string;
  readonly kind: 'crossing' | 'landmark';
  readonly position: Position;
}

/** The names of a city's places, in memory. It is computed once from the road network. */
export class CityPlaces {
  readonly cityName: string;
  readonly maxRoadMeters: number;
  /** The smallest rectangle with all positions in the city. */
  readonly bounds: CityMap['bounds'];
  private readonly plane: Plane;
  private readonly roads: RoadIndex;
  private readonly crossings: SiteIndex;
  private readonly landmarks: SiteIndex;
  private readonly index: PlaceSearch;

  constructor(network: RoadNetwork, { maxRoadMeters = 500 }: CityPlacesOptions = {}) {
    this.cityName = network.name;
    this.maxRoadMeters = maxRoadMeters;
    this.plane = new Plane(network);
    this.bounds = this.plane.widen(network.bounds, maxRoadMeters);
    this.roads = new RoadIndex(network, this.plane);
    const crossings = findCrossings(network);
    this.crossings = new SiteIndex(
      crossings.map((crossing) => toSite(network, crossing)),
      this.plane,
    );
    this.index = new PlaceSearch(network, { crossings, plane: this.plane });
    this.landmarks = new SiteIndex(landmarksOf(network), this.plane);
  }

  /** @returns what people call a position; null without a name, and outside the city */
  nameOf(position: Position): string | null {
    return this.near(position)?.name ?? null;
  }

  /**
   * The landmark or the crossing at a position, or else the nearest street. The cost is that of the
   * roads around the position.
   *
   * @returns null outside the city, and where no road has a name
   */
  near(position: Position): Place | null {
    if (!this.findRoad(position)) return null;
    const street = this.roads.findNearestNamed(position, this.maxRoadMeters);
    const crossing = street && this.crossings.findNearest(street.position, CROSSING_METERS);
    const metersTo = (site: NearSite) => this.metersBetween(position, site.site.position);
    const landmark = this.landmarks.findNearest(position, LANDMARK_METERS);
    if (landmark && !(crossing && metersTo(crossing) < landmark.meters)) return toPlace(landmark);
    if (crossing) return toPlace({ ...crossing, meters: metersTo(crossing) });
    return street ? toStreet(street) : null;
  }

  /** Streets, crossings, landmarks and districts by name, the best match first. */
  search(query: PlaceQuery): PlaceMatches {
    return this.index.search(query);
  }

  /** @returns the nearest road; undefined outside the city */
  findRoad(position: Position): NearestRoad | undefined {
    return this.roads.findNearest(position, this.maxRoadMeters);
  }

  private metersBetween(a: Position, b: Position): number {
    return distanceBetween(this.plane.toPoint(a), this.plane.toPoint(b));
  }
}

function toStreet({ label, position, distanceMeters }: NearestRoad): Place | null {
  if (!label?.name) return null;
  return { name: label.name, kind: 'street', position, distanceMeters: Math.round(distanceMeters) };
}

function toSite(network: RoadNetwork, { node, roads }: Crossing): Site {
  return { name: crossingName(roads), kind: 'crossing', position: network.position(node) };
}

const landmarksOf = ({ features }: RoadNetwork): Site[] =>
  features.landmarks.map(({ properties, geometry: { coordinates } }) => {
    const [lng, lat] = coordinates;
    return { name: properties.name, kind: 'landmark', position: { lat, lng } };
  });

interface NearSite {
  readonly site: Site;
  readonly meters: number;
}

const toPlace = ({ site, meters }: NearSite): Place => ({
  ...site,
  distanceMeters: Math.round(meters),
});

/** Finds named points around a position. */
class SiteIndex {
  private readonly points: readonly Point[];
  private readonly index: KDBush | undefined;

  constructor(
    private readonly sites: readonly Site[],
    private readonly plane: Plane,
  ) {
    this.points = sites.map(({ position }) => plane.toPoint(position));
    if (sites.length === 0) return;
    this.index = new KDBush(sites.length);
    for (const { x, y } of this.points) this.index.add(x, y);
    this.index.finish();
  }

  findNearest(position: Position, maxMeters: number): NearSite | undefined {
    const point = this.plane.toPoint(position);
    const found = this.index?.within(point.x, point.y, maxMeters) ?? [];
    let best: NearSite | undefined;
    for (const index of found) {
      const meters = distanceBetween(point, this.points[index]!);
      if (!best || meters < best.meters) best = { site: this.sites[index]!, meters };
    }
    return best;
  }
}

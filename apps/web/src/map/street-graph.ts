import type { CityMap, Position } from '#contracts';
import { CornerQueue } from './corner-queue.js';

interface Street {
  to: number;
  seconds: number;
}

const METERS_PER_DEGREE = 111_195;
const DEFAULT_KMPH = 25;

/** The roads of the map as a graph, to draw a likely way. The server's own estimate may differ. */
export class StreetGraph {
  private readonly corners: Position[] = [];
  private readonly streets: Street[][] = [];
  private readonly indexes = new Map<string, number>();

  constructor(city: CityMap) {
    for (const { geometry, properties } of city.roads.features) {
      const corners = geometry.coordinates.map((corner) => this.cornerAt(corner));
      const metersPerSecond = (Number(properties['speedKmph']) || DEFAULT_KMPH) / 3.6;
      corners.slice(1).forEach((to, index) => {
        const from = corners[index] ?? to;
        const seconds = metersBetween(this.at(from), this.at(to)) / metersPerSecond;
        this.streets[from]?.push({ to, seconds });
        if (properties['oneWay'] !== true) this.streets[to]?.push({ to: from, seconds });
      });
    }
  }

  /** The quickest way from corner to corner, both places included; straight when there is none. */
  way(from: Position, to: Position): Position[] {
    const [start, goal] = [this.nearest(from), this.nearest(to)];
    const corners = start === undefined || goal === undefined ? [] : this.search(start, goal);
    const way = corners.map((corner) => this.at(corner));
    return [from, ...withoutDetour(withoutDetour(way, from).reverse(), to).reverse(), to];
  }

  private cornerAt([lng, lat]: [number, number]): number {
    const key = `${lng} ${lat}`;
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    this.indexes.set(key, this.corners.length);
    this.streets.push([]);
    return this.corners.push({ lat, lng }) - 1;
  }

  private at(corner: number): Position {
    return this.corners[corner] ?? { lat: 0, lng: 0 };
  }

  private nearest(position: Position): number | undefined {
    let best: { corner: number; meters: number } | undefined;
    for (const [corner, place] of this.corners.entries()) {
      const meters = metersBetween(position, place);
      if (!best || meters < best.meters) best = { corner, meters };
    }
    return best?.corner;
  }

  /** Dijkstra. Cities of our size need no better: 1,000 corners take a few milliseconds. */
  private search(start: number, goal: number): number[] {
    const cameFrom = new Map<number, number>();
    const seconds = new Map([[start, 0]]);
    const waiting = new CornerQueue();
    waiting.push(start, 0);
    for (let corner = waiting.pop(); corner !== undefined; corner = waiting.pop()) {
      if (corner === goal) return trace(cameFrom, start, goal);
      for (const street of this.streets[corner] ?? []) {
        const total = (seconds.get(corner) ?? 0) + street.seconds;
        if (total >= (seconds.get(street.to) ?? Infinity)) continue;
        seconds.set(street.to, total);
        cameFrom.set(street.to, corner);
        waiting.push(street.to, total);
      }
    }
    return [];
  }
}

/** Without the corner that lies behind us: the nearest one may be in the wrong direction. */
function withoutDetour(way: Position[], from: Position): Position[] {
  const [first, second] = way;
  if (!first || !second) return way;
  return metersBetween(from, second) < metersBetween(first, second) ? way.slice(1) : way;
}

function trace(cameFrom: ReadonlyMap<number, number>, start: number, goal: number): number[] {
  const way = [goal];
  for (let at = goal; at !== start;) {
    at = cameFrom.get(at) ?? start;
    way.push(at);
  }
  return way.reverse();
}

/** Near enough to compare corners of one city. */
export function metersBetween(a: Position, b: Position): number {
  const north = (b.lat - a.lat) * METERS_PER_DEGREE;
  const east = (b.lng - a.lng) * METERS_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

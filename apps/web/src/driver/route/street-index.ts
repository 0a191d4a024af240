import type { CityMap, Position } from '#contracts';
import { greatCircleMeters } from '#geo';

/** A road between two neighbouring junctions. */
export interface Street {
  /** Null for a road without a name. */
  name: string | null;
  /** Metres a second. */
  speed: number;
}

interface Neighbour extends Street {
  position: Position;
}

/** The speed of a road that has none, in km/h; that of `networkFromCityMap`. */
const DEFAULT_KMPH = 25;
export const DEFAULT_SPEED = DEFAULT_KMPH / 3.6;

/** The streets of a city by their ends. A planned path passes the same positions. */
export class StreetIndex {
  private readonly neighbours = new Map<string, Neighbour[]>();

  constructor({ roads }: CityMap) {
    for (const { geometry, properties } of roads.features) {
      const { name, speedKmph } = properties;
      const street: Street = {
        name: typeof name === 'string' && name !== '' ? name : null,
        speed: (Number(speedKmph) || DEFAULT_KMPH) / 3.6,
      };
      const line = geometry.coordinates.map(([lng, lat]) => ({ lat, lng }));
      for (const [from, to] of pairsOf(line)) this.add(from, to, street);
    }
  }

  /** The street from one position of the map to the next; undefined where the map has none. */
  between(from: Position, to: Position): Street | undefined {
    return this.neighbours
      .get(keyOf(from))
      ?.find(({ position }) => position.lat === to.lat && position.lng === to.lng);
  }

  /** The street on which a car at this position drives towards a junction, if one is near. */
  towards(here: Position, junction: Position): Street | undefined {
    let nearest: Street | undefined;
    let least = NEAR_STREET_METERS;
    for (const neighbour of this.neighbours.get(keyOf(junction)) ?? []) {
      const detour = detourMeters(neighbour.position, here, junction);
      if (detour < least) [nearest, least] = [neighbour, detour];
    }
    return nearest;
  }

  private add(from: Position, to: Position, street: Street): void {
    this.addOneWay(from, to, street);
    this.addOneWay(to, from, street);
  }

  private addOneWay(from: Position, position: Position, { name, speed }: Street): void {
    const known = this.neighbours.get(keyOf(from));
    if (known) known.push({ position, name, speed });
    else this.neighbours.set(keyOf(from), [{ position, name, speed }]);
  }
}

/** A car whose way over its position is this much longer than the street is not on the street. */
const NEAR_STREET_METERS = 30;

const detourMeters = (from: Position, via: Position, to: Position): number =>
  greatCircleMeters(from, via) + greatCircleMeters(via, to) - greatCircleMeters(from, to);

const keyOf = ({ lat, lng }: Position): string => `${lng} ${lat}`;

/** Each position with the next one. */
export function pairsOf(line: readonly Position[]): [Position, Position][] {
  return line.flatMap((from, index): [Position, Position][] => {
    const to = line[index + 1];
    return to ? [[from, to]] : [];
  });
}

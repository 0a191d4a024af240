import type { Position } from '#contracts';
import type { PlaceReader } from '../request/place-reader.js';
import { placeKey } from '../table/read-places.js';

/** FleetPy writes a place between two nodes as `from;to;share of the way`. */
const BETWEEN = /^([^;]+);([^;]+);(\d+(?:\.\d+)?)$/;

/** Makes the reader of places that are ids of nodes, or places between two of them. */
export const nodesReader =
  (nodes: ReadonlyMap<string, Position>): PlaceReader =>
  (row, end) => {
    const field = `${end}_node`;
    const text = row.readRequired(field);
    if (text === '') return undefined;
    const [, from = text, to = text, share = '0'] = BETWEEN.exec(text) ?? [];
    const [a, b] = [nodes.get(placeKey(from)), nodes.get(placeKey(to))];
    if (a && b) return placeBetween(a, b, Math.min(1, Number(share)));
    row.fail(field, 'is a node that the file of --nodes does not have', text);
    return undefined;
  };

const placeBetween = (a: Position, b: Position, share: number): Position => ({
  lat: a.lat + (b.lat - a.lat) * share,
  lng: a.lng + (b.lng - a.lng) * share,
});

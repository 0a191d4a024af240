import { greatCircleMeters } from '#geo';

/** A point as GeoJSON has it: longitude, latitude. */
export type Coordinate = readonly [number, number];

/** More digits than a node of OpenStreetMap has. */
const WKT_LINE = /^LINESTRING ?\(([-+\d.eE, ]+)\)$/i;

/**
 * The points of a line: GeoJSON, or WKT as OSMnx writes it to GraphML.
 *
 * @returns undefined when the value is no line
 */
export function lineOf(geometry: unknown): Coordinate[] | undefined {
  if (typeof geometry === 'string') return wktLine(geometry.trim());
  if (typeof geometry !== 'object' || geometry === null) return undefined;
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown };
  return type === 'LineString' ? coordinatesOf(coordinates) : undefined;
}

/** The points of a list of coordinates, of which a third number is the height. */
export function coordinatesOf(list: unknown): Coordinate[] | undefined {
  if (!Array.isArray(list) || list.length < 2) return undefined;
  return list.every(isCoordinate) ? list : undefined;
}

/** The length of a line in metres. */
export function lineLength(line: readonly Coordinate[]): number {
  let meters = 0;
  for (let i = 1; i < line.length; i++) meters += greatCircleMeters(at(line[i - 1]!), at(line[i]!));
  return meters;
}

const at = ([lng, lat]: Coordinate) => ({ lng, lat });

const isCoordinate = (value: unknown): value is Coordinate =>
  Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]);

function wktLine(text: string): Coordinate[] | undefined {
  const points = WKT_LINE.exec(text)?.[1]?.split(',') ?? [];
  return coordinatesOf(points.map((point) => point.trim().split(/ +/).map(Number)));
}

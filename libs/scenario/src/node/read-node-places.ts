import { z } from 'zod';
import type { Position } from '#contracts';
import { InputError, InputProblems } from '#geo';
import { readJsonFile } from '../file/json-file.js';
import { looksLikeJson } from '../file/looks-like-json.js';
import { checkDegrees, placeKey, readPlaceTable } from '../table/read-places.js';

const ID_NAMES = ['node_index', 'node_id', 'node', 'osmid', 'id'];

const identifier = z.union([z.string(), z.number()]);
const nodeLinkSchema = z.object({
  nodes: z.array(z.object({ id: identifier, x: z.number(), y: z.number() })).min(1),
});
const pointsSchema = z.object({
  features: z
    .array(
      z.object({
        properties: z.record(z.string(), z.unknown()),
        geometry: z.object({
          type: z.literal('Point'),
          coordinates: z.tuple([z.number(), z.number()]).rest(z.number()),
        }),
      }),
    )
    .min(1),
});

/**
 * Reads the places of nodes, to which requests refer by an id: a CSV file with `node_index,lat,lon`
 * (or `pos_y`, `pos_x` in degrees), GeoJSON points with the property `node_index` as FleetPy writes
 * them, or the nodes of a node-link network by their ids.
 *
 * @returns places by `placeKey` of their id
 * @throws {InputError} with file, place and remedy, for projected coordinates too
 */
export async function readNodePlaces(file: string): Promise<ReadonlyMap<string, Position>> {
  if (!(await looksLikeJson(file))) return readPlaceTable(file, ID_NAMES);
  const json = await readJsonFile(file);
  const problems = new InputProblems(file);
  const places = new Map<string, Position>();
  for (const { id, point, where } of listPoints(json, file)) {
    const [lng, lat] = point;
    if (checkDegrees(problems, where, point)) places.set(placeKey(id), { lat, lng });
  }
  problems.throwIfAny();
  return places;
}

interface NamedPoint {
  readonly id: string;
  readonly point: readonly [number, number];
  readonly where: string;
}

function listPoints(json: unknown, source: string): NamedPoint[] {
  const network = nodeLinkSchema.safeParse(json);
  if (network.success) {
    return network.data.nodes.map(({ id, x, y }, i) => ({
      id: String(id),
      point: [x, y] as const,
      where: `nodes[${i}]`,
    }));
  }
  const points = pointsSchema.safeParse(json);
  if (!points.success) {
    const problem = 'is neither a node-link network nor GeoJSON with points';
    throw new InputError(source, '', problem);
  }
  return points.data.features.map(({ properties, geometry }, i) => ({
    id: idOf(properties, i),
    point: [geometry.coordinates[0], geometry.coordinates[1]] as const,
    where: `features[${i}]`,
  }));
}

/** A point without an id is called by its position in the file, as in FleetPy. */
function idOf(properties: Readonly<Record<string, unknown>>, index: number): string {
  const values = ID_NAMES.map((name) => properties[name]);
  const found = values.find((value) => typeof value === 'string' || typeof value === 'number');
  return found === undefined ? String(index) : String(found);
}

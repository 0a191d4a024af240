import type { Position } from '#contracts';
import { quoted, type InputProblem, type InputProblems } from '#geo';
import type { ReadGraph } from '../graph/road-graph.js';

const REMEDY =
  "Save the network in degrees: ox.project_graph(G, to_crs='epsg:4326') in OSMnx, or " +
  'gdf.to_crs(4326) in GeoPandas.';

/** Systems of degrees that differ from WGS 84 by metres: NAD83, ETRS89, and the names of WGS 84. */
const IN_DEGREES = /(epsg:{1,2}|\b)(4326|4258|4269|4979)\b|crs84|wgs ?(19)?84|longlat/i;
/** UTM zones, Web Mercator, and the texts of PROJ and WKT for a projection. */
const PROJECTED = /epsg:{1,2}(326\d\d|327\d\d|3857|900913)\b|\+proj=(?!longlat)|^proj(cs|crs)\[/i;

/**
 * Requires degrees. Coordinates in metres, and x for y, are one problem of the file, however many
 * nodes it has.
 *
 * @returns a warning about a coordinate reference system that is not known
 */
export function checkCoordinates(
  { positions }: ReadGraph,
  { crs, problems }: { crs: string | undefined; problems: InputProblems },
): InputProblem[] {
  if (crs !== undefined && PROJECTED.test(crs) && !IN_DEGREES.test(crs)) {
    problems.add(
      'crs',
      `${quoted(crs)} is a projection, and its coordinates are no degrees`,
      REMEDY,
    );
  }
  const outside = positions.filter(({ lat, lng }) => Math.abs(lat) > 90 || Math.abs(lng) > 180);
  const [first] = outside;
  if (first) addOutside(problems, { first, isSwapped: areSwapped(positions), crs });
  problems.throwIfAny();
  if (crs === undefined || IN_DEGREES.test(crs)) return [];
  return [{ where: 'crs', problem: `${quoted(crs)} is not known, and is taken for degrees` }];
}

const areSwapped = (positions: readonly Position[]): boolean =>
  positions.every(({ lat, lng }) => Math.abs(lng) <= 90 && Math.abs(lat) <= 180);

function addOutside(
  problems: InputProblems,
  { first, isSwapped, crs }: { first: Position; isSwapped: boolean; crs: string | undefined },
): void {
  const shown = `x = ${first.lng}, y = ${first.lat}`;
  if (isSwapped) {
    const remedy = 'Swap them: x is the longitude, y the latitude.';
    problems.add('nodes', `${shown}: longitude and latitude seem to be swapped`, remedy);
    return;
  }
  const system = crs === undefined ? '' : ` (crs: ${quoted(crs)})`;
  problems.add('nodes', `${shown} are no degrees: the coordinates are projected${system}`, REMEDY);
}

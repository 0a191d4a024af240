import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { InputError } from '#geo';
import { readZones } from '../zone/read-zones.js';
import { zonesReader } from '../zone/zones-reader.js';
import { readNodePlaces } from '../node/read-node-places.js';
import { nodesReader } from '../node/nodes-reader.js';
import { degreesReader, type PlaceReader } from './place-reader.js';
import type { TableOptions } from './read-options.js';
import type { RequestFormat } from './request-format.js';

/**
 * Creates the reader of places for a layout, with the file of zones or nodes that it refers to.
 *
 * @param source the file with the requests, for errors
 * @throws {InputError} when the file of zones or nodes is missing or invalid
 */
export async function createPlaceReader(
  format: RequestFormat,
  options: TableOptions,
  source: string,
): Promise<PlaceReader> {
  switch (format.places) {
    case 'degrees':
      return degreesReader(format.leavesOutMissingPlaces);
    case 'zones': {
      const file = options.zones ?? refuse(source, format, '--zones');
      const generator = xoroshiro128plus(options.seed);
      return zonesReader(await readZones(file), () => uniformFloat64(generator));
    }
    case 'nodes':
      return nodesReader(await readNodePlaces(options.nodes ?? refuse(source, format, '--nodes')));
  }
}

function refuse(source: string, { title, places }: RequestFormat, option: string): never {
  const what =
    places === 'zones'
      ? 'CSV with LocationID,lat,lon or the GeoJSON of the zones'
      : 'CSV with node_index,lat,lon, GeoJSON, or a node-link network';
  throw InputError.fromProblems(
    source,
    [
      {
        where: '',
        problem: `${title} name ${places} and not coordinates`,
        remedy: `Give the file with their places: ${option} (${what})`,
      },
    ],
    1,
  );
}

import { InputError } from '#geo';
import { RoadGraphBuilder } from '../graph/road-graph-builder.js';
import type { RoadGraphSink } from '../graph/road-graph.js';
import { drivingDirections } from '../link/driving-directions.js';
import { IdList, SortedIds } from '../osm/id-list.js';
import { OsmPbfFile } from '../osm/osm-pbf-file.js';
import { RoadPoints } from '../osm/road-points.js';
import { ROAD_KEYS } from '../osm/road-way.js';
import { RoadWays } from '../osm/road-ways.js';
import { lineLength, type Coordinate } from './line-geometry.js';
import { OSM_ATTRIBUTION } from './node-link.js';
import type { BoundingBox, FormatReader, ReadOptions } from './road-format.js';

/** More nodes than the bounding box of any city has, buildings included: 480 MB. */
const MOST_NODES_INSIDE = 60_000_000;

/**
 * Reads the roads for cars of an OSM PBF file. The file is read in two passes, or in three with a
 * bounding box: nodes inside, ways, positions. One block of the file is in memory at a time, and the
 * rest of the memory is that of the roads.
 *
 * @see https://wiki.openstreetmap.org/wiki/PBF_Format
 */
export const readOsmPbf: FormatReader = (file, options) =>
  OsmPbfFile.use(file, async (pbf) => {
    const reading = new OsmReading(pbf, file.source, options);
    const inside = options.bbox && (await reading.findInside(options.bbox));
    const ways = await reading.readWays(inside);
    const points = await reading.readPoints(ways);
    const builder = new RoadGraphBuilder(file.source, {
      node: (id) => `node ${id}`,
      link: (id) => `way ${id}`,
    });
    builder.setFacts({ attribution: OSM_ATTRIBUTION });
    addRoads(ways, points, builder);
    return builder.finish();
  });

class OsmReading {
  constructor(
    private readonly pbf: OsmPbfFile,
    private readonly source: string,
    private readonly options: ReadOptions,
  ) {}

  async findInside(bbox: BoundingBox): Promise<SortedIds> {
    const found = new IdList();
    await this.pbf.eachBlock(
      'hasNodes',
      (block) => {
        block.visitNodes((id, lat, lng) => {
          if (isInside(bbox, lat, lng)) found.push(id);
        });
        if (found.length > MOST_NODES_INSIDE) throw this.tooLarge();
      },
      this.report('searching the bounding box'),
    );
    return new SortedIds(found.view());
  }

  async readWays(inside: SortedIds | undefined): Promise<RoadWays> {
    const ways = new RoadWays(this.source, inside);
    await this.pbf.eachBlock(
      'hasWays',
      (block) => {
        for (const way of block.listWays(ROAD_KEYS)) ways.add(way);
      },
      this.report('reading the roads'),
    );
    if (ways.parts.length > 0) return ways;
    const where = inside === undefined ? '' : ' in the bounding box';
    throw new InputError(this.source, '', `has no road for cars${where}`);
  }

  async readPoints(ways: RoadWays): Promise<RoadPoints> {
    const points = new RoadPoints(new SortedIds(ways.nodeIds()), ways);
    const report = this.report('reading the positions');
    await this.pbf.eachBlock(
      'hasNodes',
      (block) => {
        block.visitNodes((id, lat, lng) => {
          points.setPosition(id, lat, lng);
        });
      },
      report,
    );
    return points;
  }

  private report(step: string): (share: number) => void {
    let shown = -1;
    return (share) => {
      const percent = Math.floor(share * 100);
      if (percent === shown) return;
      shown = percent;
      this.options.onProgress?.(`${step}: ${percent} %`);
    };
  }

  private tooLarge(): InputError {
    const most = MOST_NODES_INSIDE.toLocaleString('en');
    return new InputError(this.source, '', `has more than ${most} nodes in the bounding box`);
  }
}

/** A box whose west is above its east crosses the 180th meridian. */
function isInside({ south, west, north, east }: BoundingBox, lat: number, lng: number): boolean {
  if (lat < south || lat > north) return false;
  return west <= east ? lng >= west && lng <= east : lng >= west || lng <= east;
}

function addRoads(ways: RoadWays, points: RoadPoints, sink: RoadGraphSink): void {
  const references = ways.nodeIds();
  const known = new Set<number>();
  for (const { id, tags, begin, end } of ways.parts) {
    const { isForward, isBackward } = drivingDirections(tags);
    for (const part of partsOf(references.subarray(begin, end), points)) {
      const [first, last] = [part[0]!, part.at(-1)!];
      for (const node of [first, last]) {
        if (!known.has(node)) addNode(node, points, sink);
        known.add(node);
      }
      const [source, target] = isForward ? [first, last] : [last, first];
      sink.addLink({
        place: id,
        source: String(source),
        target: String(target),
        properties: tags,
        lineMeters: lineLength(part.map((node) => coordinateOf(node, points))),
        isTwoWay: isForward && isBackward,
      });
    }
  }
}

/** Splits a road at its junctions, and where the file lacks a node. */
function* partsOf(road: Float64Array, points: RoadPoints): Generator<number[]> {
  let part: number[] = [];
  for (const node of road) {
    const index = points.find(node);
    if (index < 0) {
      if (part.length >= 2) yield part;
      part = [];
      continue;
    }
    part.push(node);
    if (part.length >= 2 && points.isJunction(index)) {
      // A loop that meets no other road leads nowhere.
      if (part[0] !== node) yield part;
      part = [node];
    }
  }
  if (part.length >= 2) yield part;
}

function addNode(node: number, points: RoadPoints, sink: RoadGraphSink): void {
  const [x, y] = coordinateOf(node, points);
  sink.addNode({ place: node, id: String(node), x, y });
}

function coordinateOf(node: number, points: RoadPoints): Coordinate {
  const index = points.find(node);
  return [points.lngs[index]!, points.lats[index]!];
}

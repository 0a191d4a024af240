import type { RoadFile } from '../file/road-file.js';
import type { BuiltNetwork } from '../graph/road-graph-builder.js';

/** The formats of road networks. */
export type RoadFormatName = 'node-link' | 'geojson' | 'graphml' | 'osm-pbf';

/** A rectangle in degrees. `west` is above `east` where it crosses the 180th meridian. */
export interface BoundingBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export interface ReadOptions {
  /** Roads outside of it are left out. Only OSM PBF takes one, because it holds whole countries. */
  readonly bbox?: BoundingBox;
  /** Receives the progress of a long step, such as `reading ways: 40 %`. */
  readonly onProgress?: (text: string) => void;
}

/** Reads one format. @throws {InputError} with the places and the problems in the file */
export type FormatReader = (file: RoadFile, options: ReadOptions) => Promise<BuiltNetwork>;

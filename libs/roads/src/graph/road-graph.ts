import type { Position } from '#contracts';
import type { LinkProperties } from '../link/link-values.js';

/** What a file says about the city as a whole. */
export interface CityFacts {
  readonly name?: string;
  /** The sentence that the source of the map asks for. */
  readonly attribution?: string;
  /** The coordinate reference system, as the file writes it. */
  readonly crs?: string;
  /** Whether a link may be driven in both directions (default false). */
  readonly isUndirected?: boolean;
}

/** The location of a node or link in its file: an index, or a line. `PlaceNames` gives it words. */
export type Place = number;

/** How a format calls locations: `links[12]`, `line 17 (edge)`. */
export interface PlaceNames {
  node(place: Place): string;
  link(place: Place): string;
  /** How the format calls the properties in which a link names its ends (default source, target). */
  readonly ends?: readonly [string, string];
}

/** A node as a file has it. */
export interface NodeRow {
  readonly place: Place;
  /** Ids are compared as texts, so that 7 and "7" are one node. */
  readonly id: string;
  /** Longitude in degrees; a number, or a text with one. */
  readonly x: unknown;
  /** Latitude in degrees; a number, or a text with one. */
  readonly y: unknown;
}

/** A link as a file has it. */
export interface LinkRow {
  readonly place: Place;
  readonly source: string;
  readonly target: string;
  readonly properties: LinkProperties;
  /** Length along the line of the road in metres, where the file has the line. */
  readonly lineMeters?: number;
  /** Whether it may be driven in both directions (default: as `CityFacts.isUndirected`). */
  readonly isTwoWay?: boolean;
}

/**
 * What a format reads: it passes on the nodes and links of its file, in the order of the file, and
 * leaves all decisions to the sink.
 */
export interface RoadGraphSink {
  setFacts(facts: CityFacts): void;
  addNode(node: NodeRow): void;
  addLink(link: LinkRow): void;
}

/** A link with numbers. */
export interface ReadLink {
  readonly place: Place;
  readonly from: number;
  readonly to: number;
  /** Length in metres as the file states it; undefined when it doesn't. */
  readonly statedMeters: number | undefined;
  /** Travel time in seconds as the file states it; undefined when it doesn't. */
  readonly statedSeconds: number | undefined;
  /** Great-circle distance between its ends. */
  readonly straightMeters: number;
  /** As stated, or else along the line of the road, or else straight. */
  readonly meters: number;
  /** As stated, or else by the speed. */
  readonly seconds: number;
}

/** The nodes and links of a file, for the checks. */
export interface ReadGraph {
  readonly positions: readonly Position[];
  readonly links: readonly ReadLink[];
  readonly names: PlaceNames;
}

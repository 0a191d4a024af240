import type { CityMap, Position } from '#contracts';

/** The part of the world that a search is limited to, in degrees. */
export type Bounds = CityMap['bounds'];

/** A place as an outside geocoder describes it. */
export interface FoundPlace {
  readonly name: string;
  readonly position: Position;
}

export interface SearchOptions {
  readonly q: string;
  /** Places near to it come first, if the geocoder can do that. */
  readonly near: Position | undefined;
  readonly bounds: Bounds;
}

/** The addresses and answers of one kind of geocoder. The functions are pure. */
export interface GeocoderKind {
  /** @returns the path and the query of a search, such as `api?q=…` */
  searchPath(options: SearchOptions): string;
  /** @returns the path and the query of the request for the name of a position */
  nearPath(position: Position): string;
  /**
   * @param answer parsed JSON that may have any shape
   * @returns the places in the order of the answer, without those that have no name or no position;
   *   null for an answer of another shape
   */
  parse(answer: unknown): FoundPlace[] | null;
}

/** The most places that are asked for, and the most that are read of an answer. */
export const MAX_FOUND = 20;

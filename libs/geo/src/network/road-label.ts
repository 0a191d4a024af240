import type { CityMap } from '#contracts';

/** What a road is called. Links of one road share a label. */
export interface RoadLabel {
  /** The name for people, such as "W 42nd St"; null for a road without one. */
  readonly name: string | null;
  /** Further names by which people search for it, such as a number. */
  readonly otherNames: readonly string[];
  /** A value of the OpenStreetMap key `highway`, such as `primary`; null where it is unknown. */
  readonly kind: string | null;
}

/** What a map shows besides roads. */
export interface CityFeatures {
  /** Water, parks and districts; those that a map draws first come first. */
  readonly areas: NonNullable<CityMap['areas']>['features'];
  readonly landmarks: NonNullable<CityMap['landmarks']>['features'];
  /** The sentence that the source of the map asks for; null for a generated city. */
  readonly attribution: string | null;
}

export const NO_FEATURES: CityFeatures = { areas: [], landmarks: [], attribution: null };

import type { Place, PlaceKind, Position } from '#contracts';
import { greatCircleMeters, type RoadNetwork } from '#geo';
import type { Crossing } from '../roads/crossings.js';
import type { Plane } from '../roads/plane.js';
import { CrossingTable } from './crossing-table.js';
import { NameIndex, type NamedThing } from './name-index.js';
import { splitCrossing, wordsOf } from './query-words.js';
import { StreetLines } from './street-lines.js';

export interface PlaceQuery {
  readonly q: string;
  /** Places near to it come first. */
  readonly near?: Position;
  /** The most places of the answer. */
  readonly limit: number;
}

export interface PlaceMatches {
  readonly places: Place[];
  /** Whether the places have all words of the query; otherwise they are the closest there are. */
  readonly hasAllWords: boolean;
}

/** The most words of a query; an address has fewer. */
const MAX_WORDS = 10;
/** The most roads that are tried for one half of a crossing. */
const MAX_ROADS = 12;
/** The most names that a query is compared with after the text search. */
const MAX_MATCHES = 50;
/** At this distance nearness counts half of what it counts at the position itself. */
const HALF_METERS = 1_500;
/** A place next to the position counts as much more than one far away. */
const NEARNESS = 0.6;

interface Candidate {
  readonly name: string;
  readonly kind: PlaceKind;
  readonly score: number;
  readonly position: Position;
}

interface Thing extends NamedThing {
  locate(near: Position | undefined): Position;
}

/**
 * Searches streets, crossings, landmarks and districts by their names. Words may be begun,
 * misspelled or written in another way. A crossing is found by the names of its two roads, so the
 * index has an entry for each name and not one for each junction.
 */
export class PlaceSearch {
  private readonly things: readonly Thing[];
  private readonly names: NameIndex;
  private readonly roadNames: NameIndex;
  private readonly crossings: CrossingTable;

  constructor(
    private readonly network: RoadNetwork,
    { crossings, plane }: { crossings: readonly Crossing[]; plane: Plane },
  ) {
    const streets = streetThings(network, plane);
    this.things = [...streets, ...featureThings(network, streets.length)];
    this.names = new NameIndex(this.things);
    this.roadNames = new NameIndex(streets);
    this.crossings = new CrossingTable(crossings);
  }

  search({ q, near, limit }: PlaceQuery): PlaceMatches {
    const words = wordsOf(q, MAX_WORDS);
    const exact = [...this.findNamed(words, near), ...this.findCrossings(q, words, near)];
    const hasAllWords = exact.length > 0;
    const found = hasAllWords ? exact : this.findSimilar(words, near);
    const places = rank(found, near)
      .slice(0, limit)
      .map((candidate) => toPlace(candidate, near));
    return { places, hasAllWords };
  }

  private findNamed(words: readonly string[], near: Position | undefined): Candidate[] {
    return this.names.findAll(words, MAX_MATCHES).map((match) => this.toCandidate(match, near));
  }

  private findSimilar(words: readonly string[], near: Position | undefined): Candidate[] {
    return this.names.findAny(words, MAX_MATCHES).map((match) => this.toCandidate(match, near));
  }

  private toCandidate(
    { id, score }: { id: number; score: number },
    near: Position | undefined,
  ): Candidate {
    const thing = this.things[id]!;
    return { name: thing.name, kind: thing.kind, score, position: thing.locate(near) };
  }

  /**
   * Splits the query where it says so, as in "5th & 42nd", or else at each place between two words,
   * as in "5 ave 42 st". A query that is the name of one road has no crossing.
   */
  private findCrossings(
    q: string,
    words: readonly string[],
    near: Position | undefined,
  ): Candidate[] {
    const split = splitCrossing(q)?.map((part) => wordsOf(part, MAX_WORDS));
    if (split) return this.crossingsOf(split[0]!, split[1]!, near);
    if (this.roadNames.findAll(words, 1).length > 0) return [];
    return words
      .slice(1)
      .flatMap((_, index) =>
        this.crossingsOf(words.slice(0, index + 1), words.slice(index + 1), near),
      );
  }

  private crossingsOf(
    first: readonly string[],
    second: readonly string[],
    near: Position | undefined,
  ): Candidate[] {
    const roads = this.roadNames.findAll(first, MAX_ROADS);
    const others = roads.length === 0 ? [] : this.roadNames.findAll(second, MAX_ROADS);
    return roads.flatMap((road) =>
      others.flatMap((other): Candidate[] => {
        const [a, b] = [this.things[road.id]!.name, this.things[other.id]!.name];
        const crossing = this.crossings.find(a, b);
        if (!crossing) return [];
        const position = this.nearestNode(crossing.nodes, near);
        return [
          { name: crossing.name, kind: 'crossing', score: road.score + other.score, position },
        ];
      }),
    );
  }

  private nearestNode(nodes: readonly number[], near: Position | undefined): Position {
    const positions = nodes.map((node) => this.network.position(node));
    if (near) positions.sort((a, b) => greatCircleMeters(a, near) - greatCircleMeters(b, near));
    return positions[0]!;
  }
}

function streetThings(network: RoadNetwork, plane: Plane): Thing[] {
  const lines = new StreetLines(network, plane);
  return lines.streets.map(({ name, otherNames }, id) => ({
    id,
    name,
    otherNames,
    kind: 'street',
    locate: (near) => lines.locate(id, near),
  }));
}

/** Landmarks, districts and parks. A park is a landmark: people are driven to it. */
function featureThings({ features }: RoadNetwork, firstId: number): Thing[] {
  const landmarks = features.landmarks.map(({ properties, geometry }) => ({
    name: properties.name,
    kind: 'landmark' as const,
    corners: [geometry.coordinates],
  }));
  const areas = features.areas.flatMap(({ properties: { kind, name }, geometry }) => {
    const corners = geometry.coordinates[0]?.slice(1) ?? [];
    if (kind === 'water' || corners.length === 0) return [];
    return [{ name, kind: kind === 'park' ? ('landmark' as const) : kind, corners }];
  });
  return [...landmarks, ...areas].map(({ name, kind, corners }, index) => {
    const position = middleOf(corners);
    return { id: firstId + index, name, kind, otherNames: [], locate: () => position };
  });
}

function middleOf(corners: readonly (readonly [number, number])[]): Position {
  const mean = (axis: 0 | 1) =>
    corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return { lat: rounded(mean(1)), lng: rounded(mean(0)) };
}

/**
 * The best first. A name that was found twice counts once, with its better score, and so does a
 * junction that has several names, such as those of both halves of a street.
 */
function rank(candidates: readonly Candidate[], near: Position | undefined): Candidate[] {
  const best = new Map<string, { candidate: Candidate; score: number }>();
  for (const candidate of candidates) {
    const score = candidate.score * (near ? nearness(candidate.position, near) : 1);
    const { kind, name, position } = candidate;
    const key = kind === 'crossing' ? `${position.lat} ${position.lng}` : `${kind} ${name}`;
    if (score > (best.get(key)?.score ?? -1)) best.set(key, { candidate, score });
  }
  return [...best.values()]
    .sort((a, b) => b.score - a.score || (a.candidate.name < b.candidate.name ? -1 : 1))
    .map(({ candidate }) => candidate);
}

const nearness = (position: Position, near: Position): number =>
  1 + NEARNESS / (1 + greatCircleMeters(position, near) / HALF_METERS);

function toPlace({ name, kind, position }: Candidate, near: Position | undefined): Place {
  const distanceMeters = near ? Math.round(greatCircleMeters(position, near)) : null;
  return { name, kind, position, distanceMeters };
}

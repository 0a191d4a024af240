import { Inject, Injectable } from '@nestjs/common';
import { createHmac, randomBytes } from 'node:crypto';
import type { AreaKind, CityMap } from '#contracts';
import { FleetRepository, type FleetDriver } from '#matching';
import { SingleFlight } from '#platform';
import { CITY_MAP } from '../city/city-map.token.js';
import { shareDocument } from '../http/connection/shared-document.js';

/** A car on the start page. Nothing in it names a person or a trip. */
export interface MiniCityCar {
  /** The same for the same car while this process runs, so that a page can move it. */
  key: string;
  lat: number;
  lng: number;
  headingDegrees: number | null;
  isTaken: boolean;
}

export interface MiniCityCars {
  cars: MiniCityCar[];
  /** All drivers on duty, without the silent ones of the first 200; `cars` has at most those 200. */
  online: number;
}

/** A car takes about 90 bytes. */
const MAX_CARS = 200;
/** All viewers of the start page together cause one read in this time. */
const FRESH_MS = 1000;
/** Roads beyond this number of points stay out of the small map. */
const MAX_POINTS = 30_000;
/** Water and parks beyond this number of points, and landmarks beyond this number, stay out too. */
const MAX_AREA_POINTS = 5_000;
const MAX_LANDMARKS = 12;

/** What the start page shows of the running city: its roads, and its cars without their identity. */
@Injectable()
export class MiniCity {
  /**
   * The roads as lists of `lng, lat` in turn, at about ten metres, which is a pixel of that map;
   * the outlines of water and parks likewise; and the landmarks with their names.
   */
  readonly roads: Buffer;
  private readonly secret = randomBytes(32);
  private readonly reads = new SingleFlight(() => this.read(), FRESH_MS);

  constructor(
    @Inject(CITY_MAP) map: CityMap,
    private readonly fleet: FleetRepository,
  ) {
    const { name, bounds } = map;
    const document = { name, bounds, lines: linesOf(map), areas: areasOf(map) };
    this.roads = shareDocument(JSON.stringify({ ...document, landmarks: landmarksOf(map) }));
  }

  /** @throws DomainError DATABASE_UNAVAILABLE */
  readCars(): Promise<MiniCityCars> {
    return this.reads.get();
  }

  private async read(): Promise<MiniCityCars> {
    const { drivers, online } = await this.fleet.read(MAX_CARS);
    // Who closed the page without going off duty is no car of a live map.
    const heard = drivers.filter(({ status }) => status !== 'silent' && status !== 'lost');
    const silent = drivers.length - heard.length;
    return { cars: heard.map((driver) => this.disguise(driver)), online: online - silent };
  }

  private disguise({ id, lat, lng, headingDegrees, status }: FleetDriver): MiniCityCar {
    return {
      key: createHmac('sha256', this.secret).update(id).digest('base64url').slice(0, 8),
      lat: round(lat),
      lng: round(lng),
      headingDegrees: headingDegrees === null ? null : Math.round(headingDegrees),
      isTaken: status === 'on_trip',
    };
  }
}

function linesOf({ roads }: CityMap): number[][] {
  const lines: number[][] = [];
  let points = 0;
  for (const { geometry } of roads.features) {
    points += geometry.coordinates.length;
    if (points > MAX_POINTS) break;
    lines.push(flatten(geometry.coordinates));
  }
  return lines;
}

function areasOf({ areas }: CityMap): { kind: AreaKind; outline: number[] }[] {
  const shown: { kind: AreaKind; outline: number[] }[] = [];
  let points = 0;
  for (const { properties, geometry } of areas?.features ?? []) {
    const [outline = []] = geometry.coordinates;
    if (properties.kind === 'district') continue;
    points += outline.length;
    if (points > MAX_AREA_POINTS) break;
    shown.push({ kind: properties.kind, outline: flatten(outline) });
  }
  return shown;
}

const landmarksOf = ({ landmarks }: CityMap) =>
  (landmarks?.features ?? []).slice(0, MAX_LANDMARKS).map(({ properties, geometry }) => {
    const [lng, lat] = geometry.coordinates;
    return { name: properties.name, lat: round(lat), lng: round(lng) };
  });

const flatten = (coordinates: readonly [number, number][]): number[] =>
  coordinates.flatMap(([lng, lat]) => [round(lng), round(lat)]);

const round = (degrees: number): number => Math.round(degrees * 1e4) / 1e4;

import { Inject, Injectable } from '@nestjs/common';
import { createHmac, randomBytes } from 'node:crypto';
import type { CityMap } from '#contracts';
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
  /** All drivers on duty; `cars` has at most the first 200. */
  online: number;
}

/** A car takes about 90 bytes. */
const MAX_CARS = 200;
/** All viewers of the start page together cause one read in this time. */
const FRESH_MS = 1000;
/** Roads beyond this number of points stay out of the small map. */
const MAX_POINTS = 30_000;

/** What the start page shows of the running city: its roads, and its cars without their identity. */
@Injectable()
export class MiniCity {
  /** The roads as lists of `lng, lat` in turn, at about ten metres, which is a pixel of that map. */
  readonly roads: Buffer;
  private readonly secret = randomBytes(32);
  private readonly reads = new SingleFlight(() => this.read(), FRESH_MS);

  constructor(
    @Inject(CITY_MAP) map: CityMap,
    private readonly fleet: FleetRepository,
  ) {
    this.roads = shareDocument(JSON.stringify({ bounds: map.bounds, lines: linesOf(map) }));
  }

  /** @throws DomainError DATABASE_UNAVAILABLE */
  readCars(): Promise<MiniCityCars> {
    return this.reads.get();
  }

  private async read(): Promise<MiniCityCars> {
    const { drivers, online } = await this.fleet.read(MAX_CARS);
    return { cars: drivers.map((driver) => this.disguise(driver)), online };
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
    lines.push(geometry.coordinates.flatMap(([lng, lat]) => [round(lng), round(lat)]));
  }
  return lines;
}

const round = (degrees: number): number => Math.round(degrees * 1e4) / 1e4;

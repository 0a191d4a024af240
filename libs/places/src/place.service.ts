import { Injectable } from '@nestjs/common';
import type { NearPlace, PlaceList, PlaceListQuery, Position } from '#contracts';
import { CityPlaces } from './city-places.js';

/** Answers the searches of people. */
@Injectable()
export class PlaceService {
  constructor(private readonly city: CityPlaces) {}

  search({ q, lat, lng, limit }: PlaceListQuery): Promise<PlaceList> {
    const near = lat === undefined || lng === undefined ? undefined : { lat, lng };
    const { places } = this.city.search({ q, near, limit });
    return Promise.resolve({ places, attribution: null });
  }

  near(position: Position): Promise<NearPlace> {
    return Promise.resolve({ place: this.city.near(position), attribution: null });
  }
}

import { Injectable } from '@nestjs/common';
import type { NearPlace, Place, PlaceList, PlaceListQuery, Position } from '#contracts';
import { greatCircleMeters } from '#geo';
import { CityPlaces } from './city-places.js';
import type { FoundPlace } from './geocoder/geocoder-kind.js';
import { OutsideGeocoder } from './geocoder/outside-geocoder.js';
import { wordsOf } from './search/query-words.js';

/** An answer, and whether every source that it should have could be asked. */
export interface PlaceAnswer<T> {
  readonly body: T;
  readonly isWhole: boolean;
}

/** An address farther than this from a position is not the name of the position. */
const ADDRESS_METERS = 50;

/**
 * Answers the searches of people, from the city's own index and the outside geocoder, where there is
 * one. The own places come first: their names are those of quotes and trips.
 */
@Injectable()
export class PlaceService {
  constructor(
    private readonly city: CityPlaces,
    private readonly geocoder: OutsideGeocoder,
  ) {}

  async search({ q, lat, lng, limit }: PlaceListQuery): Promise<PlaceAnswer<PlaceList>> {
    const near = lat === undefined || lng === undefined ? undefined : { lat, lng };
    const own = this.city.search({ q, near, limit });
    const isEnough = own.hasAllWords && own.places.length >= limit;
    const found = isEnough ? [] : await this.geocoder.search(q, { near, bounds: this.city.bounds });
    const addresses = this.addressesOf(found ?? [], { near, own: own.places });
    // Places that have only some of the words are guesses, so they come last.
    const ordered = own.hasAllWords ? [...own.places, ...addresses] : [...addresses, ...own.places];
    const places = ordered.slice(0, limit);
    return { body: { places, attribution: this.creditOf(places) }, isWhole: found !== null };
  }

  /**
   * A crossing and a landmark have the name that quotes and trips have. A street is named more
   * exactly by an address at the position.
   */
  async near(position: Position): Promise<PlaceAnswer<NearPlace>> {
    const own = this.city.near(position);
    const isNamed = own !== null && own.kind !== 'street';
    if (isNamed || !this.city.findRoad(position)) {
      return { body: { place: own, attribution: null }, isWhole: true };
    }
    const found = await this.geocoder.near(position);
    const addresses = this.addressesOf(found ?? [], { near: position, own: own ? [own] : [] });
    const address = addresses.find(({ distanceMeters }) => distanceMeters! <= ADDRESS_METERS);
    const place = address ?? own;
    return {
      body: { place, attribution: this.creditOf(place ? [place] : []) },
      isWhole: found !== null,
    };
  }

  /** Leaves out what is outside the city, and names that the city's own places have. */
  private addressesOf(
    found: readonly FoundPlace[],
    { near, own }: { near: Position | undefined; own: readonly Place[] },
  ): Place[] {
    const names = new Set(own.map(({ name }) => spelling(name)));
    const addresses: Place[] = [];
    for (const { name, position } of found) {
      if (names.has(spelling(name)) || !this.city.findRoad(position)) continue;
      names.add(spelling(name));
      const distanceMeters = near ? Math.round(greatCircleMeters(position, near)) : null;
      addresses.push({ name, kind: 'address', position, distanceMeters });
    }
    return addresses;
  }

  private creditOf(places: readonly Place[]): string | null {
    const hasAddress = places.some(({ kind }) => kind === 'address');
    return hasAddress ? this.geocoder.attribution : null;
  }
}

/** "West 42nd Street" and "W 42nd St" are one street. */
const spelling = (name: string): string => wordsOf(name, 40).join(' ') || name;

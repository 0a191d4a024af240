import type { Random } from '../demand/hot-spots.js';
import type { PlaceReader } from '../request/place-reader.js';
import { placeKey } from '../table/read-places.js';
import { drawPlace, type Zone } from './zone.js';

/** The TLC uses 264 for an unknown zone and 265 for places outside of New York City. */
const NO_PLACE = new Set(['', '264', '265']);

/**
 * Makes the reader of places that are ids of zones. Each place is drawn within its zone, so the
 * same file and random numbers give the same places.
 */
export const zonesReader =
  (zones: ReadonlyMap<string, Zone>, random: Random): PlaceReader =>
  (row, end) => {
    const field = `${end}_zone`;
    const text = row.readText(field);
    const id = placeKey(text);
    const zone = zones.get(id);
    if (zone) return drawPlace(zone, random);
    if (NO_PLACE.has(id)) row.leaveOut('missing', 'a zone is unknown or outside of the city');
    else row.fail(field, 'is a zone that the file of --zones does not have', text);
    return undefined;
  };

import type { Position } from '#contracts';
import { placeText, type ChosenPlace } from './place-text.js';

/** The most places that a browser keeps of a rider. */
const MOST = 5;

const keyOf = (riderId: string): string => `tripstream.places.${riderId}`;

/** The places of a rider's last rides in this browser, the latest first. */
export const recentPlaces = {
  read(riderId: string): ChosenPlace[] {
    try {
      const stored = JSON.parse(localStorage.getItem(keyOf(riderId)) ?? '[]') as unknown;
      return Array.isArray(stored) ? stored.filter(isPlace).slice(0, MOST) : [];
    } catch {
      return [];
    }
  },
  add(riderId: string, places: readonly ChosenPlace[]): void {
    write(riderId, withPlaces(recentPlaces.read(riderId), places));
  },
  remove(riderId: string, place: ChosenPlace): void {
    const isOther = (known: ChosenPlace) => placeText(known) !== placeText(place);
    write(riderId, recentPlaces.read(riderId).filter(isOther));
  },
};

/** Puts places before the known ones, each once. */
function withPlaces(known: readonly ChosenPlace[], added: readonly ChosenPlace[]): ChosenPlace[] {
  const byText = new Map([...added, ...known].map((place) => [placeText(place), place]));
  return [...byText.values()].slice(0, MOST);
}

function write(riderId: string, places: readonly ChosenPlace[]): void {
  try {
    localStorage.setItem(keyOf(riderId), JSON.stringify(places));
  } catch {
    // A private window may refuse storage. Then there are no recent places.
  }
}

/** What is stored may be of another release, or not of these pages at all. */
function isPlace(value: unknown): value is ChosenPlace {
  const { position, name } = (value ?? {}) as { position?: Partial<Position>; name?: unknown };
  const isNamed = name === undefined || name === null || typeof name === 'string';
  return isNamed && Number.isFinite(position?.lat) && Number.isFinite(position?.lng);
}

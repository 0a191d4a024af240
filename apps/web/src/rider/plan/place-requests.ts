import type { Position } from '#contracts';
import type { ChosenPlace } from './place-text.js';

/** The most places that a search lists. */
const LIMIT = 6;
/** The most characters of a search. */
export const LONGEST_QUERY = 100;

interface PlaceRequest {
  token: string;
  /** Aborts the request, when the user has typed on. */
  signal: AbortSignal;
}

interface FoundPlace {
  name: string;
  position: Position;
}

interface PlaceListAnswer {
  places: FoundPlace[];
  attribution?: string | null;
}

/** What a search has found. */
export interface FoundPlaces {
  places: readonly ChosenPlace[];
  /** The sentence that the source of the places asks for, as plain text; null without one. */
  attribution: string | null;
}

/**
 * Searches streets, crossings and landmarks by name.
 *
 * @param near places near this position come first
 * @throws TypeError, DOMException AbortError, Error when the server refuses
 */
export async function searchPlaces(
  { query, near }: { query: string; near: Position | undefined },
  request: PlaceRequest,
): Promise<FoundPlaces> {
  const parameters = new URLSearchParams({
    q: query.slice(0, LONGEST_QUERY),
    limit: String(LIMIT),
  });
  if (near) {
    parameters.set('lat', near.lat.toFixed(5));
    parameters.set('lng', near.lng.toFixed(5));
  }
  const found = await get<PlaceListAnswer>(`/v1/places?${parameters}`, request);
  const places = found.places.slice(0, LIMIT).map(({ name, position }) => ({ name, position }));
  return { places, attribution: found.attribution ?? null };
}

/** The name of a position; null where no place is near. @throws as `searchPlaces` */
export async function findNearPlace(
  { lat, lng }: Position,
  request: PlaceRequest,
): Promise<string | null> {
  const parameters = new URLSearchParams({ lat: lat.toFixed(6), lng: lng.toFixed(6) });
  const { place } = await get<{ place: FoundPlace | null }>(
    `/v1/places/near?${parameters}`,
    request,
  );
  return place?.name ?? null;
}

/** The requests of the SDK can't be aborted, so a search that was typed over uses `fetch`. */
async function get<T>(path: string, { token, signal }: PlaceRequest): Promise<T> {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${token}` }, signal });
  if (!answer.ok) throw new Error(`The search for places got the status ${answer.status}.`);
  return (await answer.json()) as T;
}

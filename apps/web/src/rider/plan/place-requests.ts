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

/**
 * Searches streets, crossings and landmarks by name.
 *
 * @param near places near this position come first
 * @throws TypeError, DOMException AbortError, Error when the server refuses
 */
export async function searchPlaces(
  { query, near }: { query: string; near: Position | undefined },
  request: PlaceRequest,
): Promise<ChosenPlace[]> {
  const parameters = new URLSearchParams({
    q: query.slice(0, LONGEST_QUERY),
    limit: String(LIMIT),
  });
  if (near) {
    parameters.set('lat', near.lat.toFixed(5));
    parameters.set('lng', near.lng.toFixed(5));
  }
  const { places } = await get<{ places: FoundPlace[] }>(`/v1/places?${parameters}`, request);
  return places.slice(0, LIMIT).map(({ name, position }) => ({ name, position }));
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

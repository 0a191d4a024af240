import type { Reader } from '#access';
import { DomainError } from '#platform';
import type { TripState } from '../domain/trip-state.js';

/** Unknown and not yours are the same answer: ids must not be found out by trying. */
export const tripNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such trip, or it is not yours.');

/** Its rider, its present driver, ops, and whoever holds a link to it may see a trip. */
export function maySee(state: TripState, reader: Reader): boolean {
  switch (reader.role) {
    case 'rider':
      return state.riderId === reader.userId;
    case 'driver':
      return state.driver?.id === reader.userId;
    case 'ops':
      return true;
    case 'viewer':
      return state.id === reader.tripId;
  }
}

/** @throws DomainError NOT_FOUND */
export function requireVisible<T extends TripState>(state: T | null, reader: Reader): T {
  if (state && maySee(state, reader)) return state;
  throw tripNotFound();
}

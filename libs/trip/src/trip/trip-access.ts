import type { Requester } from '#access';
import { DomainError } from '#platform';
import type { TripState } from '../domain/trip-state.js';

/** Unknown and not yours are the same answer: ids must not be found out by trying. */
export const tripNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such trip, or it is not yours.');

/** Its rider, its present driver, ops, and whoever holds a link to it may see a trip. */
export function maySee(state: TripState, requester: Requester): boolean {
  switch (requester.role) {
    case 'rider':
      return state.riderId === requester.userId;
    case 'driver':
      return state.driver?.id === requester.userId;
    case 'ops':
      return true;
    case 'viewer':
      return state.id === requester.tripId;
  }
}

/** @throws DomainError NOT_FOUND */
export function requireVisible<T extends TripState>(state: T | null, requester: Requester): T {
  if (state && maySee(state, requester)) return state;
  throw tripNotFound();
}

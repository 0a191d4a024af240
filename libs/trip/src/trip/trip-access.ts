import type { Requester } from '#access';
import { DomainError } from '#platform';
import type { TripState } from '../domain/trip-state.js';

/**
 * An unknown trip and another user's trip give the same answer, so that a client can't find
 * out which ids exist.
 */
export const tripNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such trip, or it is not yours.');

/** A trip is visible to its rider, its present driver, ops, and the holder of a share link. */
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

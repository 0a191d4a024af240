import type { Principal } from '#access';
import { DomainError } from '#platform';
import type { TripState } from './domain/trip-state.js';

/** Unknown and not yours are the same answer: ids must not be found out by trying. */
export const tripNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such trip, or it is not yours.');

/** Its rider, its present driver, and ops may see a trip. */
export function maySee(state: TripState, principal: Principal): boolean {
  switch (principal.role) {
    case 'rider':
      return state.riderId === principal.userId;
    case 'driver':
      return state.driver?.id === principal.userId;
    case 'ops':
      return true;
  }
}

/** @throws DomainError NOT_FOUND */
export function requireVisible<T extends TripState>(state: T | null, principal: Principal): T {
  if (state && maySee(state, principal)) return state;
  throw tripNotFound();
}

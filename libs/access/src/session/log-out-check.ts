import type { Principal } from '../principal.js';

/**
 * Decides whether a user may log out now. Declared here; `apps/api` implements it with trip, which
 * depends on this library.
 */
export abstract class LogOutCheck {
  /** @throws DomainError DRIVER_ON_TRIP when the log-out would leave a rider without a driver */
  abstract requireAllowed(principal: Principal): Promise<void>;
}

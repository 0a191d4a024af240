import type { Transaction } from '#database';
import type { Principal } from '../principal.js';

/**
 * Decides whether a user may log out now. Declared here; `apps/api` implements it with trip, which
 * depends on this library.
 */
export abstract class LogOutCheck {
  /**
   * Locks what a command of this user would change, in the transaction that ends the session. An
   * accept at the same time then comes before the log-out, which is refused, or after it, and finds
   * its token revoked (`RevocationTable.requireValid`).
   *
   * @throws DomainError DRIVER_ON_TRIP when the log-out would leave a rider without a driver
   */
  abstract requireAllowed(tx: Transaction, principal: Principal): Promise<void>;
}

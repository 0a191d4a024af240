import type { RepositionEndReason } from '#contracts';
import { DomainError } from '#platform';
import { isOpenAt, type RepositionState } from './reposition-state.js';

const WHY: Record<RepositionEndReason, string> = {
  declined: 'You have declined it.',
  expired: 'Its time is over.',
  arrived: 'You have arrived.',
  offer: 'You have got an offer since.',
  driver_offline: 'You have gone off duty since.',
};

/**
 * Requires that the driver may still accept or decline the suggestion. The clock decides on expiry,
 * also before the sweeper has announced it.
 *
 * @param at the database's time, read after the lock was taken
 * @throws DomainError REPOSITION_ENDED with `reason`
 */
export function requireOpen(state: RepositionState, at: Date): void {
  if (isOpenAt(state, at)) return;
  const reason = state.endReason ?? 'expired';
  throw new DomainError('REPOSITION_ENDED', WHY[reason], { reason });
}

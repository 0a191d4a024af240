import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { DeclinedReposition, Reposition } from '#contracts';
import type { Transaction } from '#database';
import { DomainError, Settings } from '#platform';
import { requireOpen } from '../domain/reposition-answer.js';
import type { RepositionState } from '../domain/reposition-state.js';
import { toRepositionView } from '../domain/reposition-view.js';
import { DriverRepository } from '../driver/driver.repository.js';
import { RepositionRepository } from './reposition.repository.js';

/** Applies a driver's answers to suggestions. */
@Injectable()
export class RepositionService {
  constructor(
    private readonly repositions: RepositionRepository,
    private readonly drivers: DriverRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Notes that the driver is on the way. A repeated accept gets the same answer.
   *
   * @throws DomainError REPOSITION_ENDED, NOT_FOUND
   */
  async accept(tx: Transaction, driver: Principal, id: string): Promise<Reposition> {
    const { state, at } = await this.lock(tx, driver, id);
    requireOpen(state, at);
    if (state.status === 'accepted') return toRepositionView(state);
    const { timeScale } = this.settings.reposition;
    return toRepositionView(await this.repositions.accept(tx, state, { at, timeScale }));
  }

  /**
   * Ends the suggestion, also after the driver has accepted it.
   *
   * @throws DomainError REPOSITION_ENDED, NOT_FOUND
   */
  async decline(tx: Transaction, driver: Principal, id: string): Promise<DeclinedReposition> {
    const { state, at } = await this.lock(tx, driver, id);
    const answer = { id, status: 'declined' } as const;
    if (state.endReason === 'declined') return answer;
    requireOpen(state, at);
    await this.repositions.end(tx, state, { reason: 'declined', at });
    return answer;
  }

  /**
   * Takes the lock first and reads the time after that, because an accept that waited past the
   * expiry must lose.
   *
   * @throws DomainError NOT_FOUND when it isn't the driver's last suggestion
   */
  private async lock(
    tx: Transaction,
    { userId }: Principal,
    id: string,
  ): Promise<{ state: RepositionState; at: Date }> {
    await this.drivers.lock(tx, userId);
    const state = await this.repositions.findOfDriver(tx, userId);
    if (state?.id !== id) throw repositionNotFound();
    return { state, at: await tx.now() };
  }
}

export const repositionNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such suggestion, or it is not your last one.');

import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { addSeconds } from '#trip';
import type { RepositionMove, RepositionState } from '../domain/reposition-state.js';
import { FreeDrivers } from '../engine/free-drivers.js';
import { MoveDescriber } from './move-describer.js';
import type { PlannedReposition } from './reposition-planner.js';
import { RepositionRepository } from './reposition.repository.js';

/** Turns a plan into suggestions, many in one transaction. */
@Injectable()
export class RepositionMaker {
  constructor(
    private readonly drivers: FreeDrivers,
    private readonly describer: MoveDescriber,
    private readonly repositions: RepositionRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Checks under the locks that the drivers are still free, because the plan is older. Drivers who
   * are not get no suggestion.
   *
   * @returns the number of suggestions made
   */
  async make(tx: Transaction, planned: readonly PlannedReposition[]): Promise<number> {
    const ids = planned.map(({ driverId }) => driverId);
    const asked = ids.map((driverId) => ({ driverId, routeVersion: null }));
    const free = await this.drivers.tryLockAll(tx, asked);
    const ready = planned.filter(({ driverId }) => free.has(driverId));
    if (ready.length === 0) return 0;
    const at = await tx.now();
    const repositions = ready.flatMap((plan) => {
      const move = this.describer.describe(plan);
      return move ? [this.create(plan.driverId, move, at)] : [];
    });
    return this.repositions.suggestAll(tx, repositions, at);
  }

  private create(driverId: string, move: RepositionMove, at: Date): RepositionState {
    return {
      id: uuidv7(),
      driverId,
      status: 'suggested',
      move,
      createdAt: at,
      expiresAt: addSeconds(at, this.settings.reposition.answerSeconds),
      endedAt: null,
      endReason: null,
    };
  }
}

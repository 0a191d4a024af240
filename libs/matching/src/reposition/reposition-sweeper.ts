import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { RepositionEndReason } from '#contracts';
import { DriverRepository } from '../driver/driver.repository.js';
import type { EngineSession } from '../engine/engine-session.js';
import { RepositionRepository } from './reposition.repository.js';

/** A look isn't taken with every event. */
const INTERVAL_MS = 900;
/** The most suggestions of one transaction. It bounds how long the rows stay locked. */
const MAX_ENDED = 256;

/**
 * Ends suggestions: those past their expiry, and those whose driver has arrived. It is
 * level-triggered: it reads the table, so a crash of the engine leaves none open.
 */
@Injectable()
export class RepositionSweeper {
  private sweptAtMs = -Infinity;

  constructor(
    private readonly drivers: DriverRepository,
    private readonly repositions: RepositionRepository,
  ) {}

  /** Ends suggestions past their expiry, at most once a second; further ones in the next look. */
  async sweep(session: EngineSession): Promise<void> {
    const now = performance.now();
    if (now - this.sweptAtMs < INTERVAL_MS) return;
    this.sweptAtMs = now;
    const overdue = await session.run((tx) => this.repositions.findOverdue(tx, MAX_ENDED));
    await this.endAll(session, overdue, 'expired');
  }

  /** A driver whose row another transaction has locked is left for the next look. */
  async endAll(
    session: EngineSession,
    driverIds: readonly string[],
    reason: RepositionEndReason,
  ): Promise<void> {
    for (let from = 0; from < driverIds.length; from += MAX_ENDED) {
      const part = driverIds.slice(from, from + MAX_ENDED);
      await session.attemptAll(part, async (tx, ids) => {
        const locked = (await this.drivers.tryLockAll(tx, ids)).map(({ id }) => id);
        await this.repositions.endAll(tx, locked, { reason, at: await tx.now() });
      });
    }
  }
}

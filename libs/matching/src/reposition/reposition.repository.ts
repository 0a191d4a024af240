import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import { streamId, type RepositionEndReason, type StreamId } from '#contracts';
import type { Transaction } from '#database';
import { Outbox, newEvent, type AnyNewEvent } from '#outbox';
import { Metrics } from '#platform';
import {
  acceptReposition,
  endReposition,
  type RepositionState,
} from '../domain/reposition-state.js';
import { toRepositionView } from '../domain/reposition-view.js';
import { END, OVERDUE, SUGGEST, UNAVAILABLE } from './reposition-sql.js';
import { RepositionEntity } from './reposition.entity.js';

/** A suggestion that has just ended. */
type EndedReposition = Pick<RepositionState, 'id' | 'driverId'>;

/** A driver who gets no suggestion now. */
export interface UnavailableDriver {
  driverId: string;
  status: RepositionState['status'];
  /** The target of an open suggestion; null, as `lng`, after its end. */
  lat: number | null;
  lng: number | null;
}

/**
 * Suggestions in the database. Only this class writes them, always together with their events. A
 * row changes under the lock of its driver.
 */
@Injectable()
export class RepositionRepository {
  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  findOfDriver(tx: Transaction, driverId: string): Promise<RepositionEntity | null> {
    return tx.manager.findOneBy(RepositionEntity, { driverId });
  }

  /** @returns the last suggestion of each driver who has had one, also ended ones */
  findOfDrivers(tx: Transaction, driverIds: readonly string[]): Promise<RepositionEntity[]> {
    return tx.manager.findBy(RepositionEntity, { driverId: Any(driverIds) });
  }

  /** @returns the drivers whose suggestion is past its expiry, `limit` at most */
  async findOverdue(tx: Transaction, limit: number): Promise<string[]> {
    const rows = await tx.query<{ driverId: string }>(OVERDUE, [limit]);
    return rows.map(({ driverId }) => driverId);
  }

  /**
   * @param retrySeconds how long a driver who declined a suggestion, or left it alone, gets none
   * @returns the drivers who get no suggestion now
   */
  findUnavailable(tx: Transaction, retrySeconds: number): Promise<UnavailableDriver[]> {
    return tx.query<UnavailableDriver>(UNAVAILABLE, [retrySeconds]);
  }

  /**
   * Writes suggestions for drivers whom the caller has locked, with one append for all events. A
   * driver is left out whose last suggestion is open, or the head of whose stream another
   * transaction holds: the engine would wait for that lock.
   *
   * @returns the number of suggestions made
   */
  async suggestAll(
    tx: Transaction,
    repositions: readonly RepositionState[],
    at: Date,
  ): Promise<number> {
    const held = await this.outbox.tryLockHeads(tx, repositions.map(driverStream));
    const ready = repositions.filter((reposition) => !held.has(driverStream(reposition)));
    if (ready.length === 0) return 0;
    const rows = await tx.query<{ id: string }>(SUGGEST, [JSON.stringify(ready)]);
    const ids = new Set(rows.map(({ id }) => id));
    const made = ready.filter(({ id }) => ids.has(id));
    this.outbox.append(tx, made.map(suggestedEvent), at);
    this.countAfterCommit(tx, 'created', made.length);
    return made.length;
  }

  /** Writes the accept of the driver whom the caller has locked. @returns the accepted suggestion */
  async accept(
    tx: Transaction,
    state: RepositionState,
    { at, timeScale }: { at: Date; timeScale: number },
  ): Promise<RepositionState> {
    const accepted = acceptReposition(state, at, timeScale);
    const { driverId, status, expiresAt } = accepted;
    await tx.manager.update(RepositionEntity, { driverId }, { status, expiresAt });
    this.outbox.append(tx, [acceptedEvent(accepted)], at);
    this.countAfterCommit(tx, 'accepted', 1);
    return accepted;
  }

  /** Ends the suggestion of the driver whom the caller has locked. */
  async end(
    tx: Transaction,
    state: RepositionState,
    { reason, at }: { reason: RepositionEndReason; at: Date },
  ): Promise<void> {
    const { driverId, status, endReason, endedAt } = endReposition(state, reason, at);
    await tx.manager.update(RepositionEntity, { driverId }, { status, endReason, endedAt });
    this.outbox.append(tx, [endedEvent(state, reason)], at);
    this.countAfterCommit(tx, reason, 1);
  }

  /**
   * Ends the open suggestions of drivers whom the caller has locked. The caller appends the events
   * with its own, because a transaction has one append.
   *
   * @returns the events of the suggestions that were open
   */
  async endOpen(
    tx: Transaction,
    driverIds: readonly string[],
    { reason, at }: { reason: RepositionEndReason; at: Date },
  ): Promise<AnyNewEvent[]> {
    if (driverIds.length === 0) return [];
    const ended = await tx.query<EndedReposition>(END, [driverIds, reason, at]);
    this.countAfterCommit(tx, reason, ended.length);
    return ended.map((reposition) => endedEvent(reposition, reason));
  }

  /**
   * Ends the open suggestions of drivers whom the engine has locked, but of those the head of whose
   * stream another transaction holds.
   */
  async endAll(
    tx: Transaction,
    driverIds: readonly string[],
    { reason, at }: { reason: RepositionEndReason; at: Date },
  ): Promise<void> {
    const streams = driverIds.map((driverId) => driverStream({ driverId }));
    const held = await this.outbox.tryLockHeads(tx, streams);
    const ready = driverIds.filter((driverId) => !held.has(driverStream({ driverId })));
    this.outbox.append(tx, await this.endOpen(tx, ready, { reason, at }), at);
  }

  private countAfterCommit(tx: Transaction, outcome: string, count: number): void {
    if (count === 0) return;
    tx.afterCommit(() => {
      this.metrics.reposition.suggestions.inc({ outcome }, count);
    });
  }
}

const driverStream = ({ driverId }: Pick<RepositionState, 'driverId'>): StreamId =>
  streamId('driver', driverId);

const about = (reposition: Pick<RepositionState, 'driverId'>) => ({
  subject: `driver/${reposition.driverId}`,
  streams: [driverStream(reposition)],
});

const suggestedEvent = (reposition: RepositionState): AnyNewEvent =>
  newEvent({
    ...about(reposition),
    type: 'driver.reposition',
    data: {
      reposition: toRepositionView(reposition),
      serverTime: reposition.createdAt.toISOString(),
    },
  });

const acceptedEvent = (reposition: RepositionState): AnyNewEvent =>
  newEvent({
    ...about(reposition),
    type: 'driver.reposition_accepted',
    data: { repositionId: reposition.id, expiresAt: reposition.expiresAt.toISOString() },
  });

const endedEvent = (reposition: EndedReposition, reason: RepositionEndReason): AnyNewEvent =>
  newEvent({
    ...about(reposition),
    type: 'driver.reposition_ended',
    data: { repositionId: reposition.id, reason },
  });

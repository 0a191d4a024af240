import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { NearestSupply } from '#dispatch';
import { TravelEstimator } from '#geo';
import { SilenceLimits } from '../position/silence-limits.js';
import { HeardDrivers } from './heard-drivers.js';
import { SupplyReader, type SupplyRow, type SupplyVersion } from './supply-reader.js';

/** A quote is answered from drivers whose last look ended at most this long ago. */
const MAX_AGE_MS = 500;

/** The available drivers that a batch is made from. */
export interface IdleSupply {
  /** The position of an available driver who isn't silent; undefined for all others. */
  positionOf(driverId: string): Position | undefined;
  /** Visits each driver who may have changed since they were visited last; each one once. */
  forEachChanged(visit: (driverId: string, position: Position | undefined) => void): void;
}

/** Some of the available drivers who have a position, and the number of all. */
export interface AvailableDrivers {
  drivers: { driverId: string; isSilent: boolean }[];
  total: number;
}

/**
 * The available drivers of the city, one copy a process, for its quotes, matching windows and maps
 * (ADR 0020). Each look reads what changed since the last one. One look is under way at a time,
 * because each continues where the one before ended; it runs on the connection that its caller
 * holds, so a caller who waits for it never waits for a connection. The number of drivers bounds
 * the memory. Decisions don't depend on it: an offer is checked again under its locks.
 */
@Injectable()
export class KeptSupply implements IdleSupply {
  /** Drivers on duty without an offer and a trip, also silent ones; null: without a position. */
  private readonly available = new Map<string, Position | null>();
  /** How many of them have a position. */
  private locatedCount = 0;
  /** Drivers on duty who have an offer or a trip. */
  private readonly occupied = new Set<string>();
  private readonly nearest: NearestSupply;
  private readonly changed = new Set<string>();
  private readonly heard: HeardDrivers;
  private version: SupplyVersion | undefined;
  private looking: Promise<void> | undefined;
  /** When the latest look ended; monotonic, in milliseconds. */
  private lookedAt = -Infinity;
  /** From when silence counts for drivers without a sign of life; null: no engine ran here. */
  private sinceMs: number | null = null;

  constructor(
    estimator: TravelEstimator,
    private readonly limits: SilenceLimits,
    private readonly reader: SupplyReader,
  ) {
    this.nearest = new NearestSupply(estimator);
    this.heard = new HeardDrivers((driverId) => {
      this.place(driverId);
    });
  }

  /**
   * Reads all changes that committed before the call.
   *
   * @param tx must not change the supply itself: its changes would be older than the snapshot of
   *   this look and not in it, so that no later look finds them
   * @param since the time from which silence counts for drivers without a sign of life; null:
   *   as before
   */
  async refresh(tx: Transaction, since: Date | null = null): Promise<void> {
    while (this.looking) await this.looking.catch(() => undefined);
    this.sinceMs = since?.getTime() ?? this.sinceMs;
    await this.look(tx);
  }

  /** Whether the last look ended more than half a second ago. */
  get isOld(): boolean {
    return performance.now() - this.lookedAt > MAX_AGE_MS;
  }

  /** Reads the changes unless that was done within the last half second. */
  async refreshIfOld(tx: Transaction): Promise<void> {
    while (this.isOld) {
      // After a look that failed the next caller looks through its own transaction.
      if (this.looking) await this.looking.catch(() => undefined);
      else await this.look(tx);
    }
  }

  /** @returns seconds until the nearest available driver arrives; null: none is within reach */
  findSoonest(pickup: Position, reachSeconds: number): number | null {
    return this.nearest.findSoonest(pickup, reachSeconds);
  }

  /** @returns how many available drivers who aren't silent are within reach, `limit` at most */
  countNear(pickup: Position, reachSeconds: number, limit: number): number {
    return this.nearest.countWithin(pickup, reachSeconds, limit);
  }

  /** The number of drivers on duty. */
  get onlineCount(): number {
    return this.available.size + this.occupied.size;
  }

  /**
   * Lists available drivers who have a position, also silent ones: those first who have been
   * available for longest. The cost is that of the listed drivers.
   */
  listAvailable(limit: number): AvailableDrivers {
    const drivers: AvailableDrivers['drivers'] = [];
    for (const [driverId, position] of this.available) {
      if (drivers.length >= limit) break;
      if (position) drivers.push({ driverId, isSilent: this.heard.isSilent(driverId) });
    }
    return { drivers, total: this.locatedCount };
  }

  /** Each available driver who has a position and isn't silent. The cost is that of all of them. */
  *listIdle(): Generator<readonly [driverId: string, position: Position]> {
    for (const [driverId, position] of this.available) {
      if (position && !this.heard.isSilent(driverId)) yield [driverId, position];
    }
  }

  positionOf(driverId: string): Position | undefined {
    if (this.heard.isSilent(driverId)) return undefined;
    return this.available.get(driverId) ?? undefined;
  }

  forEachChanged(visit: (driverId: string, position: Position | undefined) => void): void {
    for (const driverId of this.changed) {
      visit(driverId, this.positionOf(driverId));
      this.changed.delete(driverId);
    }
  }

  private async look(tx: Transaction): Promise<void> {
    this.looking = this.readInto(tx);
    try {
      await this.looking;
      // Not when it began: a look that takes longer than half a second still is one.
      this.lookedAt = performance.now();
    } finally {
      this.looking = undefined;
    }
  }

  private async readInto(tx: Transaction): Promise<void> {
    const { version, isWhole, rows } = await this.reader.read(tx, this.version);
    if (isWhole) this.forgetAll(version);
    for (const row of rows) this.apply(row);
    const limitSeconds = this.limits.waitingSeconds;
    this.heard.advance({ nowMs: version.nowMs, limitSeconds, sinceMs: this.sinceMs });
    // Last, so that the next look reads again what an error kept from being applied.
    this.version = version;
  }

  private forgetAll({ generation }: SupplyVersion): void {
    // The signs of life are lost as well, so silence counts from when an engine begins again.
    if (this.version && this.version.generation !== generation) this.sinceMs = null;
    for (const driverId of this.available.keys()) this.changed.add(driverId);
    this.version = undefined;
    this.available.clear();
    this.occupied.clear();
    this.locatedCount = 0;
    this.nearest.clear();
    this.heard.clear();
  }

  private apply(row: SupplyRow): void {
    const { driverId, isState, isAvailable, lat, lng, seenAtMs } = row;
    if (isState) {
      if (row.isOnline === true && isAvailable !== true) this.occupied.add(driverId);
      else this.occupied.delete(driverId);
    }
    const known = this.available.get(driverId);
    if (isState ? isAvailable !== true : known === undefined) {
      if (known === undefined) return;
      this.available.delete(driverId);
      if (known) this.locatedCount -= 1;
      this.heard.delete(driverId);
    } else {
      const position = lat === null || lng === null ? null : { lat, lng };
      this.available.set(driverId, position);
      this.locatedCount += (position ? 1 : 0) - (known ? 1 : 0);
      this.heard.set(driverId, seenAtMs);
    }
    this.place(driverId);
  }

  private place(driverId: string): void {
    const position = this.positionOf(driverId);
    if (position) this.nearest.put(driverId, position);
    else this.nearest.remove(driverId);
    this.changed.add(driverId);
  }
}

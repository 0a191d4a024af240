import { Inject, Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Position } from '#contracts';
import type { Anticipation, FleetMember } from '#dispatch';
import { OFF_MAP, TravelEstimator } from '#geo';
import { Metrics } from '#platform';
import { ANTICIPATION } from './anticipation.token.js';

/**
 * A driver who can't be moved counts as one who will be free at once: as supply of the place, and not
 * as a car to send elsewhere.
 */
const UNMOVABLE_SECONDS = 1;
/** Positions that are snapped to the road without a pause: a few milliseconds. */
const SLICE = 250;

/** A driver who is, or will be, at a position without a rider. */
export interface PlacedDriver {
  readonly driverId: string;
  readonly position: Position;
}

/** The drivers of the city at one moment. */
export interface FleetPicture {
  /** Idle drivers who may get a suggestion. */
  readonly movable: readonly PlacedDriver[];
  /** Drivers who get none now, where they stand or where they are going. */
  readonly unmovable: readonly PlacedDriver[];
  /** Drivers whose ride ends soon, at the drop-off. */
  readonly upcoming: readonly (PlacedDriver & { readonly busySeconds: number })[];
  /** Seconds by the clock of the forecast. */
  readonly atSeconds: number;
}

/** An idle driver who should go to a junction. */
export interface PlannedReposition {
  readonly driverId: string;
  readonly fromNode: number;
  readonly towardsNode: number;
  /** Requests expected around that junction within `withinSeconds`. */
  readonly expectedRiders: number;
  readonly withinSeconds: number;
}

/** Plans which idle drivers should drive where. It keeps the process busy for some milliseconds at a time. */
@Injectable()
export class RepositionPlanner {
  constructor(
    private readonly estimator: TravelEstimator,
    private readonly metrics: Metrics,
    @Inject(ANTICIPATION) private readonly anticipation: Anticipation | null,
  ) {}

  /** Seconds between two plans, by the clock of the forecast. */
  get intervalSeconds(): number {
    return this.anticipation?.intervalSeconds ?? Infinity;
  }

  /** Computes a part of what the first plan needs. @returns whether nothing is left to compute */
  prepare(): boolean {
    return this.anticipation?.prepare?.() ?? true;
  }

  /** @returns one move of each driver at most */
  async plan(picture: FleetPicture): Promise<PlannedReposition[]> {
    const { anticipation } = this;
    if (!anticipation || picture.movable.length === 0) return [];
    const drivers = await this.placeAll(picture);
    const started = performance.now();
    const moves = anticipation.reposition({ atSeconds: picture.atSeconds, drivers });
    this.metrics.reposition.planSeconds.observe((performance.now() - started) / 1000);
    return moves.flatMap(({ driver: index, towardsNode, expectedRequests = 1 }) => {
      const driver = drivers[index];
      if (!driver) return [];
      const expectedRiders = Math.max(1, Math.round(expectedRequests));
      const { driverId, node: fromNode } = driver;
      const withinSeconds = anticipation.horizonSeconds;
      return [{ driverId, fromNode, towardsNode, expectedRiders, withinSeconds }];
    });
  }

  /** Drivers off the map are left out. */
  private async placeAll({ movable, unmovable, upcoming }: FleetPicture): Promise<FleetMember[]> {
    const all = [
      ...movable.map((driver) => ({ ...driver, busySeconds: 0 })),
      ...unmovable.map((driver) => ({ ...driver, busySeconds: UNMOVABLE_SECONDS })),
      ...upcoming,
    ];
    const placed: FleetMember[] = [];
    for (const [index, { driverId, position, busySeconds }] of all.entries()) {
      if (index % SLICE === SLICE - 1) await setImmediate();
      const { node } = this.estimator.snapOnce(position);
      if (node !== OFF_MAP) placed.push({ driverId, busySeconds, node });
    }
    return placed;
  }
}

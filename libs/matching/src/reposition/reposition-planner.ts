import { Inject, Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { Position } from '#contracts';
import type { Anticipation, FleetMember, Reposition } from '#dispatch';
import { OFF_MAP, TravelEstimator } from '#geo';
import { CityPlaces } from '#places';
import { Metrics } from '#platform';
import type { RepositionMove } from '../domain/reposition-state.js';
import { ANTICIPATION } from './anticipation.token.js';

/** A shorter drive is not worth a suggestion. */
const MIN_TRAVEL_SECONDS = 30;
/**
 * A driver who can't be moved counts as one who will be free at once: as supply of the place, and not
 * as a car to send elsewhere.
 */
const UNMOVABLE_SECONDS = 1;

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

/** A suggestion to be written, unless its driver is no longer free. */
export interface PlannedReposition {
  readonly driverId: string;
  readonly move: RepositionMove;
}

/** Plans which idle drivers should drive where. */
@Injectable()
export class RepositionPlanner {
  constructor(
    private readonly estimator: TravelEstimator,
    private readonly places: CityPlaces,
    private readonly metrics: Metrics,
    @Inject(ANTICIPATION) private readonly anticipation: Anticipation | null,
  ) {}

  /** Seconds between two plans, by the clock of the forecast. */
  get intervalSeconds(): number {
    return this.anticipation?.intervalSeconds ?? Infinity;
  }

  /** Drivers who will be free so soon are part of the picture, in seconds. */
  plan({ movable, unmovable, upcoming, atSeconds }: FleetPicture): PlannedReposition[] {
    if (!this.anticipation || movable.length === 0) return [];
    const started = performance.now();
    const drivers = [
      ...movable.map((driver) => this.toMember(driver, 0)),
      ...unmovable.map((driver) => this.toMember(driver, UNMOVABLE_SECONDS)),
      ...upcoming.map((driver) => this.toMember(driver, driver.busySeconds)),
    ].filter(({ node }) => node !== OFF_MAP);
    const moves = this.anticipation.reposition({ atSeconds, drivers });
    const planned = moves.flatMap((move) => this.describe(move, drivers));
    this.metrics.repositionPlanSeconds.observe((performance.now() - started) / 1000);
    return planned;
  }

  private toMember({ driverId, position }: PlacedDriver, busySeconds: number): FleetMember {
    return { driverId, busySeconds, node: this.estimator.snapOnce(position).node };
  }

  private describe(move: Reposition, drivers: readonly FleetMember[]): PlannedReposition[] {
    const { times } = this.estimator;
    const { driverId, node } = drivers[move.driver]!;
    const { seconds, meters } = times.getRow(move.towardsNode);
    const travelSeconds = seconds[node]!;
    if (travelSeconds < MIN_TRAVEL_SECONDS || !Number.isFinite(travelSeconds)) return [];
    const target = times.network.position(move.towardsNode);
    return [
      {
        driverId,
        move: {
          target,
          targetName: this.places.nameOf(target),
          reason: 'riders_expected',
          expectedRiders: Math.max(1, Math.round(move.expectedRequests ?? 1)),
          withinSeconds: this.anticipation?.horizonSeconds ?? 0,
          travelSeconds: Math.round(travelSeconds),
          distanceMeters: Math.round(meters[node]!),
        },
      },
    ];
  }
}

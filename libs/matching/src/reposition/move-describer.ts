import { Injectable } from '@nestjs/common';
import { TravelEstimator } from '#geo';
import { CityPlaces } from '#places';
import type { RepositionMove } from '../domain/reposition-state.js';
import type { PlannedReposition } from './reposition-planner.js';

/** A shorter drive is not worth a suggestion. */
const MIN_TRAVEL_SECONDS = 30;
/** The centres of zones repeat. At the bound all are forgotten, and named again. */
const MAX_NAMES = 4_096;

/** Describes planned moves as drivers see them. */
@Injectable()
export class MoveDescriber {
  /** Names of targets by junction. */
  private readonly names = new Map<number, string | null>();

  constructor(
    private readonly estimator: TravelEstimator,
    private readonly places: CityPlaces,
  ) {}

  /** @returns null when the drive is too short, or no road leads to the target */
  describe(planned: PlannedReposition): RepositionMove | null {
    const { fromNode, towardsNode, expectedRiders, withinSeconds } = planned;
    const { times } = this.estimator;
    const { durationSeconds, distanceMeters } = times.findTravel(fromNode, towardsNode);
    if (durationSeconds < MIN_TRAVEL_SECONDS || !Number.isFinite(durationSeconds)) return null;
    return {
      target: times.network.position(towardsNode),
      targetName: this.nameOf(towardsNode),
      reason: 'riders_expected',
      expectedRiders,
      withinSeconds,
      travelSeconds: Math.round(durationSeconds),
      distanceMeters: Math.round(distanceMeters),
    };
  }

  private nameOf(node: number): string | null {
    const known = this.names.get(node);
    if (known !== undefined) return known;
    const name = this.places.nameOf(this.estimator.times.network.position(node));
    if (this.names.size >= MAX_NAMES) this.names.clear();
    this.names.set(node, name);
    return name;
  }
}

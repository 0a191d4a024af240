import type { Position, Reposition, RepositionEndReason } from '#contracts';

/** Where a driver is to go, and why: the facts of the time of the suggestion. */
export interface RepositionMove {
  target: Position;
  /** Null where the map has no name. */
  targetName: string | null;
  reason: Reposition['reason'];
  /** Requests expected around the target within `withinSeconds`. */
  expectedRiders: number;
  withinSeconds: number;
  travelSeconds: number;
  distanceMeters: number;
}

/** The last suggestion of a driver. Times are the database's. */
export interface RepositionState {
  id: string;
  driverId: string;
  status: 'suggested' | 'accepted' | 'ended';
  move: RepositionMove;
  createdAt: Date;
  expiresAt: Date;
  /** Null, as `endReason`, until the suggestion ends. */
  endedAt: Date | null;
  endReason: RepositionEndReason | null;
}

/** A driver on the way takes this much longer than planned, before the suggestion expires. */
const DETOUR_FACTOR = 2;
const SPARE_SECONDS = 120;

/**
 * @param timeScale seconds of the drive in one second
 * @returns the suggestion as accepted: it holds until the driver should have arrived
 */
export function acceptReposition(
  state: RepositionState,
  at: Date,
  timeScale: number,
): RepositionState {
  const driveSeconds = DETOUR_FACTOR * state.move.travelSeconds + SPARE_SECONDS;
  const expiresAt = new Date(at.getTime() + (driveSeconds / timeScale) * 1000);
  return { ...state, status: 'accepted', expiresAt };
}

/** The suggestion after its end. */
export const endReposition = (
  state: RepositionState,
  endReason: RepositionEndReason,
  endedAt: Date,
): RepositionState => ({ ...state, status: 'ended', endReason, endedAt });

/** Whether the driver may still accept or follow the suggestion, by the clock of the database. */
export const isOpenAt = ({ status, expiresAt }: RepositionState, at: Date): boolean =>
  status !== 'ended' && at < expiresAt;

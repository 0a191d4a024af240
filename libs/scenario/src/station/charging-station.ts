import type { Position } from '#contracts';

/** Chargers of one kind at a station. */
export interface StationChargers {
  /** The kind as the file names it, such as `DCFC`. */
  readonly kind: string;
  readonly kilowatts: number;
  readonly count: number;
}

/** A place where cars on duty charge. */
export interface ChargingStation {
  readonly id: string;
  readonly position: Position;
  /** At least one kind. */
  readonly chargers: readonly StationChargers[];
}

/** When cars charge. States of charge are from 0 to 1. */
export interface ChargingRules {
  /** A free car with less charges. */
  readonly belowSoc: number;
  /** A car leaves its charger at this charge. */
  readonly toSoc: number;
}

/** A charging of a car. Times are in seconds since midnight of the first day. */
export interface ChargeRecord {
  /** Index of the station. */
  readonly station: number;
  /** Index of the kind of chargers at the station, and of the charger among them. */
  readonly kind: number;
  readonly charger: number;
  /** Metres of the drive to the station. */
  readonly driveMeters: number;
  /** Begin of charging; between the arrival and it the car waits for the charger. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly kwh: number;
}

/** A point of a charging curve. */
export interface CurvePoint {
  /** State of charge from 0 to 1. */
  readonly soc: number;
  /** Power as a share of the most that the vehicle takes. */
  readonly share: number;
}

/** What a type of vehicle needs and takes. */
export interface VehicleType {
  readonly id: string;
  /** Undefined for a vehicle without a battery, which never charges. */
  readonly battery: BatteryType | undefined;
}

export interface BatteryType {
  readonly capacityKwh: number;
  readonly kwhPerKm: number;
  /** Power while the vehicle stands on duty. */
  readonly idleKw: number;
  readonly maxChargeKw: number;
  /** A weaker charger gives its power at every state of charge. */
  readonly taperFromKw: number;
  /** At least one point, in ascending order of the state of charge. */
  readonly chargingCurve: readonly CurvePoint[];
}

/** The type of vehicles whose file names none. */
export const DEFAULT_VEHICLE_TYPE = 'leaf_50';

/**
 * The charging curve of HIVE's `powercurve/normalized.yaml`, at the points where it bends
 * (github.com/NREL/hive, BSD 3-Clause). Above the last point the power stays the same.
 */
export const NORMALIZED_CURVE: readonly CurvePoint[] = [
  { soc: 0, share: 0.2 },
  { soc: 0.025, share: 0.781 },
  { soc: 0.1, share: 0.825 },
  { soc: 0.2, share: 0.863 },
  { soc: 0.3, share: 0.886 },
  { soc: 0.4, share: 0.901 },
  { soc: 0.5, share: 0.912 },
  { soc: 0.6, share: 0.922 },
  { soc: 0.65, share: 0.732 },
  { soc: 0.7, share: 0.6 },
  { soc: 0.75, share: 0.484 },
  { soc: 0.8, share: 0.36 },
  { soc: 0.85, share: 0.236 },
  { soc: 0.9, share: 0.108 },
  { soc: 0.95, share: 0.029 },
];

/** The vehicles that need no file: those of HIVE's `mechatronics.yaml`. */
export const BUILT_IN_VEHICLE_TYPES: readonly VehicleType[] = [
  {
    id: DEFAULT_VEHICLE_TYPE,
    battery: {
      capacityKwh: 50,
      kwhPerKm: 0.225 / 1.609344,
      idleKw: 0.8,
      maxChargeKw: 50,
      taperFromKw: 10,
      chargingCurve: NORMALIZED_CURVE,
    },
  },
  { id: 'toyota_corolla', battery: undefined },
];

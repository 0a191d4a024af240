import type { BatteryType } from '#scenario';

const HOUR_SECONDS = 3_600;
const METERS_PER_KM = 1_000;

/**
 * The charge of one car. It is known for the time at which the car is free, which may be later than
 * now; from then on the car stands and uses its idle power. Times are in seconds since midnight of
 * the first day.
 */
export class CarBattery {
  private kwh: number;
  /** The time to which `kwh` belongs. */
  private since = 0;

  constructor(
    readonly type: BatteryType,
    initialSoc: number,
  ) {
    this.kwh = type.capacityKwh * initialSoc;
  }

  /** Energy in kWh at a time, or when the car is free. */
  kwhAt(at: number): number {
    const standing = Math.max(0, at - this.since) / HOUR_SECONDS;
    return Math.max(0, this.kwh - standing * this.type.idleKw);
  }

  /** State of charge from 0 to 1. */
  socAt(at: number): number {
    return this.kwhAt(at) / this.type.capacityKwh;
  }

  /** Metres that the car can drive. */
  rangeAt(at: number): number {
    return (this.kwhAt(at) / this.type.kwhPerKm) * METERS_PER_KM;
  }

  /** State of charge that a drive takes. */
  socOf(meters: number): number {
    return ((meters / METERS_PER_KM) * this.type.kwhPerKm) / this.type.capacityKwh;
  }

  /** A drive that begins at `at` and ends when the car is free. */
  drive(at: number, { meters, freeAt }: { meters: number; freeAt: number }): void {
    this.rest(at, freeAt);
    this.use(meters);
  }

  /** A drive that ended early: `meters` were not driven. */
  endDrive({ meters, freeAt }: { meters: number; freeAt: number }): void {
    this.use(-meters);
    this.since = freeAt;
  }

  /** The car uses nothing from `from` to `until`. */
  rest(from: number, until: number): void {
    this.kwh = this.kwhAt(from);
    this.since = Math.max(until, from);
  }

  /** Charges to a state of charge, until `until`. @returns the energy in kWh */
  charge(soc: number, until: number): number {
    const target = soc * this.type.capacityKwh;
    const added = Math.max(0, target - this.kwh);
    this.kwh += added;
    this.since = until;
    return added;
  }

  private use(meters: number): void {
    this.kwh = Math.max(0, this.kwh - (meters / METERS_PER_KM) * this.type.kwhPerKm);
  }
}

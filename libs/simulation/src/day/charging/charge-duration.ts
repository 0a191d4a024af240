import type { BatteryType } from '#scenario';

const STEPS = 400;
const HOUR_SECONDS = 3_600;

/** The duration of charging from one state of charge to another one with a charger. */
export class ChargeDuration {
  /** By step of the state of charge: seconds from an empty battery. */
  private readonly seconds: Float64Array;

  /** @param kilowatts power of the charger */
  constructor(battery: BatteryType, kilowatts: number) {
    this.seconds = new Float64Array(STEPS + 1);
    const kwhPerStep = battery.capacityKwh / STEPS;
    for (let step = 0; step < STEPS; step++) {
      const power = powerAt(battery, kilowatts, (step + 0.5) / STEPS);
      this.seconds[step + 1] = this.seconds[step]! + (kwhPerStep / power) * HOUR_SECONDS;
    }
  }

  /** Seconds from one state of charge to a higher one; 0 when it is not higher. */
  between(from: number, to: number): number {
    return Math.max(0, this.until(to) - this.until(from));
  }

  private until(soc: number): number {
    const exact = Math.min(1, Math.max(0, soc)) * STEPS;
    const step = Math.min(STEPS - 1, Math.floor(exact));
    const [before, after] = [this.seconds[step]!, this.seconds[step + 1]!];
    return before + (after - before) * (exact - step);
  }
}

/** The power that a battery takes at a state of charge. */
function powerAt(battery: BatteryType, kilowatts: number, soc: number): number {
  if (kilowatts < battery.taperFromKw) return Math.min(kilowatts, battery.maxChargeKw);
  return Math.min(kilowatts, battery.maxChargeKw * shareAt(battery.chargingCurve, soc));
}

function shareAt(curve: BatteryType['chargingCurve'], soc: number): number {
  const next = curve.findIndex((point) => point.soc >= soc);
  if (next === -1) return curve.at(-1)!.share;
  const [before, after] = [curve[Math.max(0, next - 1)]!, curve[next]!];
  if (after.soc === before.soc) return after.share;
  const part = (soc - before.soc) / (after.soc - before.soc);
  return before.share + part * (after.share - before.share);
}

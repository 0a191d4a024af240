/** What was asked an hour ago says little of now, what was asked a minute ago is mostly chance. */
const TIME_CONSTANT_SECONDS = 900;

/**
 * How many riders ask in each zone, as far as one can know: an average over the past in which
 * a request counts for less the longer it is ago (exponential smoothing; R. G. Brown,
 * "Statistical forecasting for inventory control", 1959). Nothing but the past goes in.
 */
export class DemandForecast {
  private readonly weights: Float64Array;
  /** The first and the last time it was told. */
  private startedAt?: number;
  private updatedAt = -Infinity;

  constructor(zoneCount: number) {
    this.weights = new Float64Array(zoneCount);
  }

  /** Somebody asked. Times may not fall. */
  observe(zone: number, atSeconds: number): void {
    this.decayTo(atSeconds);
    this.weights[zone]! += 1;
  }

  /** Requests to be expected in each zone within the next `seconds`. */
  predict(atSeconds: number, seconds: number): Float64Array {
    this.decayTo(atSeconds);
    // As much memory as there is: right after the start that is less than a quarter of an hour.
    const remembered = 1 - Math.exp(-(this.updatedAt - this.startedAt!) / TIME_CONSTANT_SECONDS);
    const share = remembered > 0 ? seconds / (TIME_CONSTANT_SECONDS * remembered) : 0;
    return this.weights.map((weight) => weight * share);
  }

  private decayTo(atSeconds: number): void {
    this.startedAt ??= atSeconds;
    if (atSeconds <= this.updatedAt) return;
    const decay = Math.exp((this.updatedAt - atSeconds) / TIME_CONSTANT_SECONDS);
    for (let zone = 0; zone < this.weights.length; zone++) this.weights[zone]! *= decay;
    this.updatedAt = atSeconds;
  }
}

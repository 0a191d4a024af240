/** A longer period would follow demand too late; a shorter one would mostly follow chance. */
const TIME_CONSTANT_SECONDS = 900;

/**
 * Predicts the number of requests in each zone: an average of past requests in which older ones
 * weigh less (exponential smoothing; R. G. Brown, "Statistical forecasting for inventory
 * control", 1959). It uses past requests only.
 */
export class DemandForecast {
  private readonly weights: Float64Array;
  /** Time of the first request. */
  private startedAt?: number;
  private updatedAt = -Infinity;

  constructor(zoneCount: number) {
    this.weights = new Float64Array(zoneCount);
  }

  /** Counts a request. Times must not descend. */
  observe(zone: number, atSeconds: number): void {
    this.startedAt ??= atSeconds;
    this.decayTo(atSeconds);
    this.weights[zone]! += 1;
  }

  /** The expected number of requests in each zone within the next `seconds`. */
  predict(atSeconds: number, seconds: number): Float64Array {
    this.decayTo(atSeconds);
    // Shortly after the start the average covers less than the time constant.
    const age = this.startedAt === undefined ? 0 : this.updatedAt - this.startedAt;
    const remembered = 1 - Math.exp(-age / TIME_CONSTANT_SECONDS);
    const share = remembered > 0 ? seconds / (TIME_CONSTANT_SECONDS * remembered) : 0;
    return this.weights.map((weight) => weight * share);
  }

  private decayTo(atSeconds: number): void {
    if (atSeconds <= this.updatedAt) return;
    const decay = Math.exp((this.updatedAt - atSeconds) / TIME_CONSTANT_SECONDS);
    for (let zone = 0; zone < this.weights.length; zone++) this.weights[zone]! *= decay;
    this.updatedAt = atSeconds;
  }
}

const HOUR_SECONDS = 3_600;
const DAY_HOURS = 24;

/**
 * Turns seconds of driving on the road network into time of day and back. It is the only place
 * where a simulated day does so. Times of day are in seconds since midnight of the first day.
 *
 * With speeds by hour a car drives at the speed of each hour that it drives in, so a car that
 * leaves later never arrives earlier (the model of E. Ichoua, M. Gendreau, J.-Y. Potvin, "Vehicle
 * dispatching with time-dependent travel times", European Journal of Operational Research 144,
 * 2003).
 */
export class TravelClock {
  /** Driving seconds from midnight until each hour; the last one is that of the whole day. */
  private readonly untilHour: readonly number[] | undefined;

  /**
   * @param speeds by hour of the day, 24 positive numbers relative to the travel times of the roads;
   *   undefined: 1 at each hour
   * @throws RangeError for another number of speeds, or one that is not positive
   */
  constructor(private readonly speeds?: readonly number[]) {
    if (!speeds) return;
    if (speeds.length !== DAY_HOURS || !speeds.every((speed) => speed > 0 && speed < Infinity)) {
      throw new RangeError('speeds by hour are 24 positive numbers');
    }
    const untilHour = [0];
    for (const speed of speeds) untilHour.push(untilHour.at(-1)! + speed * HOUR_SECONDS);
    this.untilHour = untilHour;
  }

  /** Whether a drive takes the same time at each hour: that of the roads. */
  get isConstant(): boolean {
    return this.untilHour === undefined;
  }

  /** Time of arrival after a drive of so many seconds. */
  arrive(departsAt: number, drivingSeconds: number): number {
    if (!this.untilHour || !(drivingSeconds < Infinity)) return departsAt + drivingSeconds;
    return this.timeAt(this.untilHour, this.drivenUntil(departsAt) + drivingSeconds);
  }

  /** Duration of a drive that departs at a time. */
  duration(departsAt: number, drivingSeconds: number): number {
    return this.untilHour ? this.arrive(departsAt, drivingSeconds) - departsAt : drivingSeconds;
  }

  /** Seconds of driving that fit between two times. */
  drivingSeconds(departsAt: number, until: number): number {
    if (!this.untilHour) return until - departsAt;
    return this.drivenUntil(until) - this.drivenUntil(departsAt);
  }

  private drivenUntil(at: number): number {
    const hours = Math.floor(at / HOUR_SECONDS);
    const days = Math.floor(hours / DAY_HOURS);
    const hour = hours - days * DAY_HOURS;
    const inHour = at - hours * HOUR_SECONDS;
    const untilHour = this.untilHour!;
    return days * untilHour[DAY_HOURS]! + untilHour[hour]! + inHour * this.speeds![hour]!;
  }

  private timeAt(untilHour: readonly number[], driven: number): number {
    const days = Math.floor(driven / untilHour[DAY_HOURS]!);
    const inDay = driven - days * untilHour[DAY_HOURS]!;
    let hour = 0;
    while (hour < DAY_HOURS - 1 && untilHour[hour + 1]! <= inDay) hour += 1;
    const inHour = (inDay - untilHour[hour]!) / this.speeds![hour]!;
    return (days * DAY_HOURS + hour) * HOUR_SECONDS + inHour;
  }
}

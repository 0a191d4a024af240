/**
 * Turns seconds of driving on the road network into time of day and back. It is the only place
 * where a simulated day does so. Times of day are in seconds since midnight of the first day.
 */
export class TravelClock {
  /** Time of arrival after a drive of so many seconds. */
  arrive(departsAt: number, drivingSeconds: number): number {
    return departsAt + drivingSeconds;
  }

  /** Seconds of driving that fit between two times. */
  drivingSeconds(departsAt: number, until: number): number {
    return until - departsAt;
  }
}

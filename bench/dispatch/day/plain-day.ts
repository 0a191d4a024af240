import type { PlannedCity, PlannedRide } from '#simulation';

/**
 * The peer of a simulated day: at the end of each window every rider, in the order of request, gets
 * the idle car with the shortest way, found by a loop over all cars. It is what most evaluations
 * begin with: no index, no offers, no records of drives.
 *
 * @returns the number of riders served
 */
export function simulatePlainDay(
  { times, rides, startNodes }: PlannedCity,
  { windowSeconds, patienceSeconds }: { windowSeconds: number; patienceSeconds: number },
): number {
  const cars = startNodes.map((node) => ({ node, freeAt: 0 }));
  let waiting: PlannedRide[] = [];
  let asked = 0;
  let served = 0;
  const serve = (ride: PlannedRide, at: number): boolean => {
    const { seconds: secondsFrom } = times.getRow(ride.pickupNode);
    let least = patienceSeconds - (at - ride.departureSeconds);
    let nearest: (typeof cars)[number] | undefined;
    for (const car of cars) {
      const seconds = car.freeAt > at ? Infinity : (secondsFrom[car.node] ?? Infinity);
      if (seconds < least) [nearest, least] = [car, seconds];
    }
    if (!nearest) return false;
    nearest.freeAt = at + least + ride.tripSeconds;
    nearest.node = ride.dropoffNode;
    return true;
  };
  for (let at = 0; asked < rides.length || waiting.length > 0; at += windowSeconds) {
    let end = asked;
    while ((rides[end]?.departureSeconds ?? Infinity) <= at) end += 1;
    const riders = [...waiting, ...rides.slice(asked, end)];
    asked = end;
    waiting = riders.filter((ride) => !serve(ride, at));
    served += riders.length - waiting.length;
    waiting = waiting.filter(({ departureSeconds }) => at - departureSeconds < patienceSeconds);
  }
  return served;
}

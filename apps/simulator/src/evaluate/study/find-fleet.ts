/** A search for the least number of cars that reaches a level of service. */
export interface FleetSearch {
  /** The first fleet to try, at least 1. */
  readonly start: number;
  /** The largest fleet to try. */
  readonly most: number;
  /** Whether a fleet of this size reaches the level. */
  readonly isEnough: (cars: number) => Promise<boolean>;
}

/** The result of a search. */
export interface FoundFleet {
  /** The least fleet that is enough; undefined when the largest one isn't. */
  readonly cars: number | undefined;
  /** The largest fleet that was tried and isn't enough; 0 when every one was. */
  readonly tooFew: number;
}

/**
 * Finds the least fleet by doubling or halving and then by bisection. It takes that more cars are
 * never worse. That holds but for chance, so the found fleet is enough, one car less is not, and a
 * still smaller fleet was not tried.
 */
export async function findFleet({ start, most, isEnough }: FleetSearch): Promise<FoundFleet> {
  let [low, high] = [0, Math.min(Math.max(1, start), most)];
  if (await isEnough(high)) {
    for (let half = Math.floor(high / 2); half >= 1; half = Math.floor(half / 2)) {
      if (await isEnough(half)) high = half;
      else {
        low = half;
        break;
      }
    }
  } else {
    for (low = high; ; low = high) {
      if (low >= most) return { cars: undefined, tooFew: low };
      high = Math.min(2 * low, most);
      if (await isEnough(high)) break;
    }
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isEnough(middle)) high = middle;
    else low = middle;
  }
  return { cars: high, tooFew: low };
}

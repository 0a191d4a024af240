const keyOf = (riderId: string): string => `tripstream.ride.${riderId}`;

/** The ride that a rider has last seen here, until they have seen how it ended. */
export const lastRide = {
  of: (riderId: string): string | undefined =>
    attempt(() => localStorage.getItem(keyOf(riderId))) ?? undefined,
  remember: (riderId: string, tripId: string): void =>
    attempt(() => localStorage.setItem(keyOf(riderId), tripId)),
  forget: (riderId: string): void => attempt(() => localStorage.removeItem(keyOf(riderId))),
};

/** A private window may refuse it: then only a reload after the end shows no receipt. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

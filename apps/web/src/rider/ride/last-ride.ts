const keyOf = (riderId: string): string => `tripstream.ride.${riderId}`;

/** The last ride that a rider has seen in this browser, until they have seen how it ended. */
export const lastRide = {
  read: (riderId: string): string | undefined =>
    attempt(() => localStorage.getItem(keyOf(riderId))) ?? undefined,
  remember: (riderId: string, tripId: string): void =>
    attempt(() => localStorage.setItem(keyOf(riderId), tripId)),
  forget: (riderId: string): void => attempt(() => localStorage.removeItem(keyOf(riderId))),
};

/** A private window may refuse storage. Then a reload after the end of a ride shows no receipt. */
function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}

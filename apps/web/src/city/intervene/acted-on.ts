/** The trip or the driver that an operator wants to act on. */
export type ActedOn = { tripId: string } | { driverId: string };

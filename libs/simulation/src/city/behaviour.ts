/** How often people do what one would rather they didn't; each from 0 to 1. */
export interface Behaviour {
  /** A driver declines an offer. */
  declineRate: number;
  /** A driver lets an offer expire. */
  ignoreRate: number;
  /** A rider changes their mind before the ride. */
  riderCancelRate: number;
  /** A driver gives an accepted trip back. */
  driverCancelRate: number;
  /** A client's connection drops within ten real seconds. */
  dropRate: number;
}

/** Probabilities of disruptive behaviour, each from 0 to 1. */
export interface Behaviour {
  /** A driver declines an offer. */
  declineRate: number;
  /** A driver lets an offer expire. */
  ignoreRate: number;
  /** A driver follows a suggestion to drive to where riders are expected. */
  repositionRate: number;
  /** A rider lets others ride along, where the quote offers that. */
  sharedRate: number;
  /** A rider cancels before the ride. */
  riderCancelRate: number;
  /** A driver cancels an accepted trip. */
  driverCancelRate: number;
  /** A driver vanishes for ever during an accepted trip. */
  driverVanishRate: number;
  /** A rider vanishes for ever after the request. */
  riderVanishRate: number;
  /** The connection of a client drops within ten real seconds. */
  dropRate: number;
}

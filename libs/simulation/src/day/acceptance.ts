/** How the share of accepted offers falls with the drive to the pickup. */
export interface AcceptanceFall {
  /** What is subtracted from the share for each kilometre or minute. */
  readonly share: number;
  readonly per: 'km' | 'minute';
}

/** The drive of a car to a pickup. */
export interface PickupDrive {
  readonly meters: number;
  readonly seconds: number;
}

const UNITS = { km: 1_000, minute: 60 } as const;

/** The share of drivers who accept an offer with such a drive, from 0 to 1. */
export function acceptedShare(
  acceptRate: number,
  fall: AcceptanceFall,
  { meters, seconds }: PickupDrive,
): number {
  const distance = fall.per === 'km' ? meters : seconds;
  return Math.max(0, acceptRate - fall.share * (distance / UNITS[fall.per]));
}

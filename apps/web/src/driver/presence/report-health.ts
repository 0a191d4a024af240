/** How the reports of the car's position fare. Times are milliseconds of `performance.now()`. */
export interface ReportHealth {
  /** When the driver came on duty on this page; undefined while off duty. */
  onDutySince: number | undefined;
  /** When the server last accepted a position. */
  acceptedAt: number | undefined;
  /** The error of the latest report; undefined after a success. */
  problem: unknown;
}

export const noReports: ReportHealth = {
  onDutySince: undefined,
  acceptedAt: undefined,
  problem: undefined,
};

/** A car that stands still repeats its position every 5 s, so two reports are missing by then. */
const STALE_AFTER_SECONDS = 10;

/**
 * Seconds since the server last accepted a position of a driver on duty.
 *
 * @returns undefined while the positions are recent, and off duty
 */
export function staleSeconds({ onDutySince, acceptedAt }: ReportHealth, now: number) {
  if (onDutySince === undefined) return undefined;
  const seconds = (now - Math.max(acceptedAt ?? onDutySince, onDutySince)) / 1000;
  return seconds > STALE_AFTER_SECONDS ? Math.floor(seconds) : undefined;
}

import type { CityHistory } from '#contracts';
import type { CityState } from '../city-state.js';

/** A trip without a driver for so long is stuck: its rider gives up soon. */
const STUCK_SECONDS = 90;
/** A healthy outbox is read within milliseconds. */
const LAG_SECONDS = 5;
/** The state arrives once a second. */
const SILENT_STATE_SECONDS = 5;
/** Alerts that are listed at most. The most urgent ones come first. */
export const MOST_ALERTS = 20;

/** What is wrong now, and for how long. */
export type Alert =
  | { kind: 'no-state' | 'lag'; seconds: number }
  | { kind: 'lost' | 'stuck'; seconds: number; tripId: string }
  | { kind: 'silent'; driverId: string };

interface Situation {
  state: CityState | undefined;
  history: CityHistory | undefined;
  /** The error of the last look at the history, which needs the database. */
  problem: unknown;
  /** Seconds since the last state has arrived; undefined before the first one. */
  stateAge: number | undefined;
}

/** The alerts of a situation, the most urgent first. */
export function alertsOf({ state, history, problem, stateAge }: Situation): Alert[] {
  const isAway = stateAge !== undefined && stateAge > SILENT_STATE_SECONDS;
  const away: Alert[] =
    isAway || problem !== undefined ? [{ kind: 'no-state', seconds: stateAge ?? 0 }] : [];
  if (!state) return away;
  const { outboxLagSeconds, silentTrips, drivers, serverTime } = state;
  const lag: Alert[] =
    outboxLagSeconds > LAG_SECONDS ? [{ kind: 'lag', seconds: outboxLagSeconds }] : [];
  const lost = silentTrips.map(({ tripId, driverSilentSince }): Alert => {
    return { kind: 'lost', tripId, seconds: secondsBetween(driverSilentSince, serverTime) };
  });
  const stuck = (history?.waiting ?? [])
    .map(({ tripId, since }): Alert & { kind: 'lost' | 'stuck' } => {
      return { kind: 'stuck', tripId, seconds: secondsBetween(since, serverTime) };
    })
    .filter(({ seconds }) => seconds > STUCK_SECONDS);
  const silent = drivers
    .filter(({ status }) => status === 'silent')
    .map(({ id }): Alert => ({ kind: 'silent', driverId: id }));
  return [...away, ...lag, ...lost, ...stuck, ...silent];
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));

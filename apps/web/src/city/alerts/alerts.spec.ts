import { describe, expect, it } from '@jest/globals';
import type { CityHistory } from '#contracts';
import type { CityState } from '../city-state.js';
import { alertsOf } from './alerts.js';

const NOW = '2026-01-01T12:00:00.000Z';
const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

const stateWith = (changes: Partial<CityState>): CityState => ({
  trips: {},
  offers: {},
  availability: {},
  drivers: [],
  silentTrips: [],
  driversOmitted: 0,
  connections: 0,
  outboxLagSeconds: 0,
  serverTime: NOW,
  ...changes,
});

const situation = (changes: Partial<Parameters<typeof alertsOf>[0]>) => ({
  state: stateWith({}),
  history: undefined,
  problem: undefined,
  stateAge: 1,
  ...changes,
});

const waitingSince = (...since: string[]) =>
  ({
    waiting: since.map((each, index) => ({
      tripId: `t${index}`,
      position: { lat: 0, lng: 0 },
      since: each,
    })),
  }) as CityHistory;

describe('alertsOf', () => {
  it('a healthy city has no alert', () => {
    expect(alertsOf(situation({ history: waitingSince(secondsAgo(20)) }))).toEqual([]);
  });

  it('a database that is away shows as a state that does not arrive or a look-up that fails', () => {
    expect(alertsOf(situation({ stateAge: 12 }))).toEqual([{ kind: 'no-state', seconds: 12 }]);
    const failed = situation({ state: undefined, problem: new Error('away') });
    expect(alertsOf(failed)).toEqual([{ kind: 'no-state', seconds: 1 }]);
  });

  it('an outbox that is behind, a lost driver, a stuck trip and a silent driver are alerts', () => {
    const silentTrip = {
      tripId: 'lost-trip',
      driverId: 'd',
      status: 'in_progress' as const,
      driverSilentSince: secondsAgo(70),
      driverLostAt: null,
    };
    const driver = {
      id: 'silent-driver',
      status: 'silent' as const,
      position: { lat: 0, lng: 0 },
      headingDegrees: null,
      recordedAt: NOW,
      tripId: null,
    };
    const state = stateWith({
      outboxLagSeconds: 9,
      silentTrips: [silentTrip],
      drivers: [driver],
    });
    const history = waitingSince(secondsAgo(300), secondsAgo(10));
    expect(alertsOf(situation({ state, history }))).toEqual([
      { kind: 'lag', seconds: 9 },
      { kind: 'lost', tripId: 'lost-trip', seconds: 70 },
      { kind: 'stuck', tripId: 't0', seconds: 300 },
      { kind: 'silent', driverId: 'silent-driver' },
    ]);
  });
});

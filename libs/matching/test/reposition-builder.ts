import type { RepositionState } from '../src/domain/reposition-state.js';
import { NOON, noonPlus } from './offer-builder.js';

/** A suggestion made at noon, open for 30 seconds. */
export const aReposition = ({
  expiresAt = noonPlus(30),
  travelSeconds = 240,
}: {
  expiresAt?: Date;
  travelSeconds?: number;
} = {}): RepositionState => ({
  id: '01890000-0000-7000-8000-0000000000a1',
  driverId: '01890000-0000-7000-8000-00000000000d',
  status: 'suggested',
  move: {
    target: { lat: 40.76, lng: -73.97 },
    targetName: 'Penn Plaza',
    reason: 'riders_expected',
    expectedRiders: 4,
    withinSeconds: 600,
    travelSeconds,
    distanceMeters: 1800,
  },
  createdAt: NOON,
  expiresAt,
  endedAt: null,
  endReason: null,
});

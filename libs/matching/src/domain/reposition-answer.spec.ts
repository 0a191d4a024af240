import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#platform';
import { NOON, noonPlus } from '../../test/offer-builder.js';
import { aReposition } from '../../test/reposition-builder.js';
import { requireOpen } from './reposition-answer.js';
import { acceptReposition, endReposition } from './reposition-state.js';
import { toRepositionView } from './reposition-view.js';

const refusalOf = (work: () => void): unknown => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof DomainError ? [error.code, error.extension] : error;
  }
};

describe('an answer to a suggestion', () => {
  it('an answer is taken until the expiry, and refused from that millisecond on', () => {
    const suggestion = aReposition({ expiresAt: noonPlus(30) });
    expect(refusalOf(() => requireOpen(suggestion, noonPlus(29.999)))).toBeNull();
    expect(refusalOf(() => requireOpen(suggestion, noonPlus(30)))).toEqual([
      'REPOSITION_ENDED',
      { reason: 'expired' },
    ]);
  });

  it.each(['declined', 'arrived', 'offer', 'driver_offline'] as const)(
    'an answer is refused with the reason after the end by %s',
    (reason) => {
      const ended = endReposition(aReposition(), reason, NOON);
      expect(refusalOf(() => requireOpen(ended, NOON))).toEqual(['REPOSITION_ENDED', { reason }]);
    },
  );
});

describe('an accepted suggestion', () => {
  it('an accepted suggestion holds for twice the drive and two minutes', () => {
    const accepted = acceptReposition(aReposition({ travelSeconds: 240 }), noonPlus(10), 1);
    expect(accepted).toMatchObject({ status: 'accepted', expiresAt: noonPlus(10 + 600) });
  });

  it('an accepted suggestion holds as much shorter as a simulated city is faster', () => {
    const accepted = acceptReposition(aReposition({ travelSeconds: 240 }), NOON, 20);
    expect(accepted.expiresAt).toEqual(noonPlus(30));
  });
});

it('a driver sees where to go, why, and until when', () => {
  expect(toRepositionView(aReposition())).toEqual({
    id: '01890000-0000-7000-8000-0000000000a1',
    status: 'suggested',
    target: { lat: 40.76, lng: -73.97 },
    targetName: 'Penn Plaza',
    reason: 'riders_expected',
    expectedRiders: 4,
    withinSeconds: 600,
    travelSeconds: 240,
    distanceMeters: 1800,
    createdAt: '2026-03-01T12:00:00.000Z',
    expiresAt: '2026-03-01T12:00:30.000Z',
  });
});

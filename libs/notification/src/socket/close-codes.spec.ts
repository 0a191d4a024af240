import { expect, it } from '@jest/globals';
import type { ClosingReason } from '#contracts';
import { closeCodeOf } from './close-codes.js';

/** The type makes a list that lacks a reason an error. */
const reasons: Record<ClosingReason, true> = {
  drain: true,
  max_age: true,
  token_expired: true,
  revoked: true,
  replaced: true,
  limit: true,
  slow_consumer: true,
  unavailable: true,
  end: true,
};

it('gives each reason a code that an endpoint may send (RFC 6455, section 7.4)', () => {
  for (const reason of Object.keys(reasons) as ClosingReason[]) {
    const code = closeCodeOf(reason);
    const isRegistered = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
    expect([reason, isRegistered || (code >= 4000 && code < 5000)]).toEqual([reason, true]);
  }
});

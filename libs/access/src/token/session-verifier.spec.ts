import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../principal.js';
import type { RevokedTokens } from './revoked-tokens.js';
import { SessionVerifier } from './session-verifier.js';
import { TokenVerifier, deriveTokenId } from './token-verifier.js';

const LATER = new Date(Date.now() + 3_600_000);

/** Takes any token, and counts. */
class AnyToken extends TokenVerifier {
  cacheMs = Infinity;
  expiresAt = LATER;
  calls = 0;

  verify(token: string): Promise<Principal> {
    this.calls += 1;
    if (token === 'bad') return Promise.reject(new Error('bad'));
    const { expiresAt } = this;
    return Promise.resolve({
      userId: token,
      role: 'rider',
      name: 'Ada',
      expiresAt,
      tokenId: token,
    });
  }
}

let issuer: AnyToken;
let revoked: Set<string>;
let sessions: SessionVerifier;

beforeEach(() => {
  issuer = new AnyToken();
  revoked = new Set();
  sessions = new SessionVerifier(issuer, revoked as unknown as RevokedTokens);
});

describe('a token', () => {
  it('is verified once, however often it is shown', async () => {
    for (let time = 0; time < 3; time++) {
      expect(await sessions.verify('one')).toMatchObject({ userId: 'one' });
    }
    await sessions.verify('two');
    expect(issuer.calls).toBe(2);
  });

  it('that is refused is looked at anew each time', async () => {
    for (let time = 0; time < 2; time++)
      await expect(sessions.verify('bad')).rejects.toThrow('bad');
    expect(issuer.calls).toBe(2);
  });

  it('is believed no longer than its issuer says', async () => {
    issuer.cacheMs = 0;
    for (let time = 0; time < 2; time++) await sessions.verify('one');
    expect(issuer.calls).toBe(2);
  });

  it('that was known is refused the moment it is revoked', async () => {
    await sessions.verify('one');
    revoked.add('one');
    await expect(sessions.verify('one')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await sessions.verify('two')).toBeDefined();
  });

  it('is never taken after its end', async () => {
    issuer.expiresAt = new Date(Date.now() - 1);
    await expect(sessions.verify('one')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });
});

describe('the name of a token', () => {
  it('is its jti', () => {
    expect(deriveTokenId('h.p.s', 'an-id')).toBe('an-id');
  });

  it.each([[undefined], [7], [''], ['x'.repeat(129)], ['a\u0000b'], ['a b']])(
    'is a hash where its jti is %j',
    (jti) => {
      expect(deriveTokenId('h.p.s', jti)).toMatch(/^sha256:[\w-]{43}$/);
      expect(deriveTokenId('h.q.s', jti)).not.toBe(deriveTokenId('h.p.s', jti));
    },
  );

  it('is the same in every spelling of its signature', () => {
    expect(deriveTokenId('h.p.AA', undefined)).toBe(deriveTokenId('h.p.AB', undefined));
  });
});

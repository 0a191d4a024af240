import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../principal.js';
import type { RevokedTokens } from './revoked-tokens.js';
import { hashToken } from './hashed-token.js';
import { SessionVerifier } from './session-verifier.js';
import { TokenVerifier, deriveTokenId } from './token-verifier.js';

const LATER = new Date(Date.now() + 3_600_000);

/** Accepts every token but `bad`, and counts its calls. */
class PermissiveVerifier extends TokenVerifier {
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

/** Revoked tokens, some of which only the database knows. */
class FakeRevokedTokens extends Set<string> {
  readonly inDatabase = new Set<string>();
  forgettings = 0;

  isRevoked(tokenId: string): Promise<boolean> {
    return Promise.resolve(this.has(tokenId) || this.inDatabase.has(tokenId));
  }

  forget(tokenId: string): void {
    this.delete(tokenId);
    this.inDatabase.add(tokenId);
    this.forgettings += 1;
  }
}

let issuer: PermissiveVerifier;
let revoked: FakeRevokedTokens;
let sessions: SessionVerifier;

beforeEach(() => {
  issuer = new PermissiveVerifier();
  revoked = new FakeRevokedTokens();
  sessions = new SessionVerifier(issuer, revoked as unknown as RevokedTokens);
});

describe('SessionVerifier', () => {
  it('verifies a token once for any number of requests', async () => {
    for (let time = 0; time < 3; time++) {
      expect(await sessions.verify(hashToken('one'))).toMatchObject({ userId: 'one' });
    }
    await sessions.verify(hashToken('two'));
    expect(issuer.calls).toBe(2);
  });

  it('verifies a token once for concurrent requests', async () => {
    await Promise.all([1, 2, 3].map(() => sessions.verify(hashToken('one'))));
    expect(issuer.calls).toBe(1);
  });

  it('verifies a refused token again at each request', async () => {
    for (let time = 0; time < 2; time++)
      await expect(sessions.verify(hashToken('bad'))).rejects.toThrow('bad');
    expect(issuer.calls).toBe(2);
  });

  it('caches a token no longer than its issuer allows', async () => {
    issuer.cacheMs = 0;
    for (let time = 0; time < 2; time++) await sessions.verify(hashToken('one'));
    expect(issuer.calls).toBe(2);
  });

  it('refuses a cached token as soon as it is revoked', async () => {
    await sessions.verify(hashToken('one'));
    revoked.add('one');
    await expect(sessions.verify(hashToken('one'))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await sessions.verify(hashToken('two'))).toBeDefined();
  });

  it('refuses a cached token also when this process has forgotten its revocation', async () => {
    await sessions.verify(hashToken('one'));
    revoked.add('one');
    revoked.forget('one');
    expect(sessions.findVerified(hashToken('one'))).toBeUndefined();
    await expect(sessions.verify(hashToken('one'))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await sessions.verify(hashToken('two'))).toBeDefined();
  });

  it('refuses a token after its expiry', async () => {
    issuer.expiresAt = new Date(Date.now() - 1);
    await expect(sessions.verify(hashToken('one'))).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
  });
});

describe('deriveTokenId', () => {
  it('returns the jti of the token', () => {
    expect(deriveTokenId('h.p.s', 'an-id')).toBe('an-id');
  });

  it.each([[undefined], [7], [''], ['x'.repeat(129)], ['a\u0000b'], ['a b']])(
    'returns a hash when the jti is %j',
    (jti) => {
      expect(deriveTokenId('h.p.s', jti)).toMatch(/^sha256:[\w-]{43}$/);
      expect(deriveTokenId('h.q.s', jti)).not.toBe(deriveTokenId('h.p.s', jti));
    },
  );

  it('returns the same id for every spelling of the signature', () => {
    expect(deriveTokenId('h.p.AA', undefined)).toBe(deriveTokenId('h.p.AB', undefined));
  });
});

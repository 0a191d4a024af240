import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SignJWT, errors, jwtVerify } from 'jose';
import { randomBytes, randomUUID, webcrypto } from 'node:crypto';
import { roleSchema, type Role } from '#contracts';
import { Transactions } from '#database';
import { Settings } from '#platform';
import { DEMO_ISSUER } from '../account/account-directory.js';
import type { Principal } from '../principal.js';
import { TokenVerifier, toAuthenticationError, deriveTokenId } from './token-verifier.js';

/** The only algorithm: a token with another one, such as `none`, is refused. */
const ALGORITHM = 'HS256';
/** The name of the same algorithm in Web Cryptography. */
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

/**
 * Signs and verifies the tokens of `AUTH_MODE=demo`, in which every client may take any identity,
 * as demos, simulations and tests need it. The tokens are JWTs (RFC 7519) with a shared secret.
 */
@Injectable()
export class DemoIssuer extends TokenVerifier implements OnModuleInit {
  /** There is no limit, because the key never changes. */
  readonly cacheMs = Infinity;
  private keyPromise?: Promise<webcrypto.CryptoKey>;

  constructor(
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {
    super();
  }

  /**
   * Reads the key before the first request. A session is issued inside the transaction of its
   * command, which holds a connection and must not wait for a second one to read the key.
   */
  async onModuleInit(): Promise<void> {
    if (this.settings.auth.mode === 'demo') await this.loadKey();
  }

  async issue(user: { id: string; role: Role; name: string }): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + Math.round(this.settings.auth.sessionSeconds);
    const token = await new SignJWT({ role: user.role, name: user.name })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(user.id)
      .setJti(randomUUID())
      .setIssuer(DEMO_ISSUER)
      .setAudience(DEMO_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await this.loadKey());
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  async verify(token: string): Promise<Principal> {
    const key = await this.loadKey();
    try {
      const { payload } = await jwtVerify<{ role: unknown; name: string }>(token, key, {
        algorithms: [ALGORITHM],
        issuer: DEMO_ISSUER,
        audience: DEMO_ISSUER,
        requiredClaims: ['sub', 'exp', 'role', 'name'],
      });
      const role = roleSchema.safeParse(payload.role);
      if (!role.success) throw new errors.JWTClaimValidationFailed('no role of ours', payload);
      return {
        userId: payload.sub ?? '',
        role: role.data,
        name: payload.name,
        expiresAt: new Date((payload.exp ?? 0) * 1000),
        tokenId: deriveTokenId(token, payload.jti),
      };
    } catch (error) {
      throw toAuthenticationError(error);
    }
  }

  /** Reads the key once and keeps it, so that tokens can be verified while the database is away. */
  private loadKey(): Promise<webcrypto.CryptoKey> {
    this.keyPromise ??= this.readKey().catch((error: unknown) => {
      delete this.keyPromise;
      throw error;
    });
    return this.keyPromise;
  }

  /** The first process stores a new key, and the other processes read it. */
  private async readKey(): Promise<webcrypto.CryptoKey> {
    const secret = await this.transactions.run(async (tx) => {
      await tx.query(
        'INSERT INTO signing_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING',
        [randomBytes(32).toString('base64')],
      );
      const [row] = await tx.query<{ secret: string }>('SELECT secret FROM signing_key');
      return row?.secret ?? '';
    });
    // A key that stays bytes would be imported again for each token.
    return webcrypto.subtle.importKey('raw', Buffer.from(secret, 'base64'), HMAC, false, [
      'sign',
      'verify',
    ]);
  }
}

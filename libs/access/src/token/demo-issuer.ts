import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SignJWT, errors, type JWTPayload } from 'jose';
import { createSecretKey, randomBytes, randomUUID, webcrypto, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { roleSchema, type Role } from '#contracts';
import { Transactions } from '#database';
import { Settings } from '#platform';
import { DEMO_ISSUER } from '../account/account-directory.js';
import type { Principal } from '../principal.js';
import { HMAC_ALGORITHM, verifyHmacToken } from './hmac-token.js';
import { TokenVerifier, toAuthenticationError, deriveTokenId } from './token-verifier.js';

/** The name of the algorithm in Web Cryptography. */
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** The claims of a usable token, except for the times. */
const claimsSchema = z.object({
  sub: z.string(),
  role: roleSchema,
  name: z.string(),
  iss: z.literal(DEMO_ISSUER),
  aud: z.literal(DEMO_ISSUER),
  exp: z.number(),
  nbf: z.number().optional(),
  jti: z.unknown().optional(),
});

/** The same key twice: for jose, which signs, and for the verification in this thread. */
interface SigningKey {
  signing: webcrypto.CryptoKey;
  verifying: KeyObject;
}

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
  private keyPromise?: Promise<SigningKey>;

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
    const { signing } = await this.loadKey();
    const { servers, shard } = this.settings.bus;
    const claims = { role: user.role, name: user.name, ...(servers && { shard }) };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: HMAC_ALGORITHM })
      .setSubject(user.id)
      .setJti(randomUUID())
      .setIssuer(DEMO_ISSUER)
      .setAudience(DEMO_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(signing);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  async verify(token: string): Promise<Principal> {
    const { verifying } = await this.loadKey();
    try {
      const claims = parseClaims(verifyHmacToken(token, verifying));
      return {
        userId: claims.sub,
        role: claims.role,
        name: claims.name,
        expiresAt: new Date(claims.exp * 1000),
        tokenId: deriveTokenId(token, claims.jti),
      };
    } catch (error) {
      throw toAuthenticationError(error);
    }
  }

  /** Reads the key once and keeps it, so that tokens can be verified while the database is away. */
  private loadKey(): Promise<SigningKey> {
    this.keyPromise ??= this.readKey().catch((error: unknown) => {
      delete this.keyPromise;
      throw error;
    });
    return this.keyPromise;
  }

  /** The first process stores a new key, and the other processes read it. */
  private async readKey(): Promise<SigningKey> {
    const secret = await this.transactions.run(async (tx) => {
      await tx.query(
        'INSERT INTO signing_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING',
        [randomBytes(32).toString('base64')],
      );
      const [row] = await tx.query<{ secret: string }>('SELECT secret FROM signing_key');
      return row?.secret ?? '';
    });
    const bytes = Buffer.from(secret, 'base64');
    // A key that stays bytes would be imported again for each token.
    const signing = await webcrypto.subtle.importKey('raw', bytes, HMAC, false, ['sign']);
    return { signing, verifying: createSecretKey(bytes) };
  }
}

/** @throws an error of jose for a token that is expired, not valid yet or for another server */
function parseClaims(payload: JWTPayload): z.infer<typeof claimsSchema> {
  const { success, data } = claimsSchema.safeParse(payload);
  if (!success) throw new errors.JWTClaimValidationFailed('no token of ours', payload);
  const now = Math.floor(Date.now() / 1000);
  if (data.exp <= now) throw new errors.JWTExpired('expired', payload, 'exp');
  if ((data.nbf ?? now) > now) throw new errors.JWTClaimValidationFailed('too early', payload);
  return data;
}

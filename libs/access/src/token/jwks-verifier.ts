import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { roleSchema } from '#contracts';
import { DomainError, Settings } from '#platform';
import type { AccountDirectory } from '../account/account-directory.js';
import type { Principal } from '../principal.js';
import { TokenVerifier, toAuthenticationError, deriveTokenId } from './token-verifier.js';

/**
 * Public-key algorithms only: with a shared-secret one, the public key could serve as the secret.
 */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
];

const MAX_NAME_LENGTH = 80;

/**
 * Verifies the tokens of an external issuer (`AUTH_MODE=jwks`) against its published keys
 * (JWK Set, RFC 7517). jose fetches, caches and rotates them.
 */
export class JwksVerifier extends TokenVerifier {
  /** As long as jose caches the keys by default, so that a withdrawn key counts no longer here. */
  readonly cacheMs = 600_000;
  private readonly keys: JWTVerifyGetKey;

  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountDirectory,
  ) {
    super();
    const remote = createRemoteJWKSet(new URL(settings.auth.jwksUrl ?? ''));
    this.keys = (header, token) => remote(header, token).catch(toKeyError);
  }

  async verify(token: string): Promise<Principal> {
    const claims = await this.verifyClaims(token);
    const role = roleSchema.safeParse(claims[this.settings.auth.roleClaim]);
    if (!role.success) {
      const claim = this.settings.auth.roleClaim;
      throw new DomainError('UNAUTHENTICATED', `The token's "${claim}" is not a role of ours.`);
    }
    const { iss = '', sub = '', exp = 0, jti } = claims;
    const name = sanitizeName(claims);
    const identity = { issuer: iss, subject: sub, role: role.data, name };
    const userId = await this.accounts.findOrCreate(identity);
    const tokenId = deriveTokenId(token, jti);
    return { userId, role: role.data, name, expiresAt: new Date(exp * 1000), tokenId };
  }

  private async verifyClaims(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms: ALGORITHMS,
        ...(this.settings.auth.issuer && { issuer: this.settings.auth.issuer }),
        ...(this.settings.auth.audience && { audience: this.settings.auth.audience }),
        requiredClaims: ['sub', 'exp'],
      });
      return payload;
    } catch (error) {
      throw toAuthenticationError(error);
    }
  }
}

/**
 * An unknown key is an error of the token. An issuer that can't be reached, or that answers with
 * no key set, is not, and a retry may help. Its failures are not listed: each error that isn't
 * one of jose's comes from the request to the issuer.
 */
function toKeyError(error: unknown): never {
  const isUnreachable =
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code;
  if (!isUnreachable) throw error;
  throw new DomainError('NOT_READY', "The issuer's keys can't be fetched at the moment; retry.");
}

/** Makes an external name, which may be any text, printable and short. */
const sanitizeName = (claims: JWTPayload): string => {
  const name = typeof claims.name === 'string' ? claims.name : '';
  return (
    name
      .replace(/\p{Cc}/gu, '')
      .toWellFormed()
      .trim()
      .slice(0, MAX_NAME_LENGTH) || 'Anonymous'
  );
};

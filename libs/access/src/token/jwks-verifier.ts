import { errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import { removeHidden, roleSchema } from '#contracts';
import { DomainError, Settings } from '#platform';
import type { AccountDirectory } from '../account/account-directory.js';
import type { Principal } from '../principal.js';
import { IssuerKeys, KEYS_VALID_MS } from './issuer-keys.js';
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

/**
 * The types of access tokens (RFC 7519, section 5.1, and RFC 9068, section 2.1); a token may have
 * none. Tokens of other types, such as `logout+jwt`, have another purpose.
 */
const TYPES = new Set(['jwt', 'at+jwt']);

/** Seconds by which the clock of the issuer may differ from that of this process. */
const CLOCK_SKEW_SECONDS = 30;

/** The end of the year 9999, in seconds since 1970. JavaScript and PostgreSQL can store it. */
const MAX_EXPIRY = 253_402_300_799;

/** The longest subject (OpenID Connect Core, section 2). */
const MAX_SUBJECT_LENGTH = 255;
const MAX_NAME_LENGTH = 80;

/**
 * Verifies the tokens of an external issuer (`AUTH_MODE=jwks`) against its published keys
 * (JWK Set, RFC 7517).
 */
export class JwksVerifier extends TokenVerifier {
  /** As long as the keys are kept, so that a withdrawn key counts no longer here. */
  readonly cacheMs = KEYS_VALID_MS;
  private readonly keys: IssuerKeys;

  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountDirectory,
  ) {
    super();
    this.keys = new IssuerKeys(new URL(settings.auth.jwksUrl ?? ''));
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
    const expiresAt = new Date((exp + CLOCK_SKEW_SECONDS) * 1000);
    return { userId, role: role.data, name, expiresAt, tokenId };
  }

  private async verifyClaims(token: string): Promise<JWTPayload> {
    try {
      const verified = await jwtVerify(token, this.keys.find, {
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        ...(this.settings.auth.issuer && { issuer: this.settings.auth.issuer }),
        ...(this.settings.auth.audience && { audience: this.settings.auth.audience }),
        requiredClaims: ['sub', 'exp'],
      });
      requireUsable(verified);
      return verified.payload;
    } catch (error) {
      throw toAuthenticationError(error);
    }
  }
}

/**
 * A signed token may still have claims that can't be stored.
 *
 * @throws errors.JWTClaimValidationFailed
 */
function requireUsable({ payload, protectedHeader }: JWTVerifyResult): void {
  const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt';
  const isUsable = TYPES.has(type) && isSubject(payload.sub) && (payload.exp ?? 0) <= MAX_EXPIRY;
  if (!isUsable) throw new errors.JWTClaimValidationFailed('no token for this server', payload);
}

/** PostgreSQL can't store a NUL, and a lone surrogate would come back changed. */
const isSubject = (sub: unknown): boolean =>
  typeof sub === 'string' &&
  sub.length > 0 &&
  sub.length <= MAX_SUBJECT_LENGTH &&
  sub.isWellFormed() &&
  !/\p{Cc}/u.test(sub);

/**
 * Makes an external name, which may be any text, printable and short. The cut may leave half of a
 * surrogate pair, which Postgres refuses, or the joiner of an emoji, so both are removed after it.
 */
const sanitizeName = (claims: JWTPayload): string => {
  const name = typeof claims.name === 'string' ? claims.name : '';
  const short = removeHidden(name.toWellFormed()).trim().slice(0, MAX_NAME_LENGTH);
  const whole = short.isWellFormed() ? short : short.slice(0, -1);
  return removeHidden(whole).trim() || 'Anonymous';
};

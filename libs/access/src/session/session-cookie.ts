import type { Role } from '#contracts';

/** Each role has its own cookie, so that one browser can show a rider and a driver side by side. */
export const getCookieName = (role: Role): string => `tripstream_${role}`;

/** Formats a `Set-Cookie` value (RFC 6265) that scripts and other sites cannot read. */
export function formatSessionCookie(
  session: { role: Role; token: string; expiresAt: Date },
  secure: boolean,
): string {
  const { role, token, expiresAt } = session;
  const attributes = [
    `${getCookieName(role)}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Expires=${expiresAt.toUTCString()}`,
    ...(secure ? ['Secure'] : []),
  ];
  return attributes.join('; ');
}

/**
 * Formats a `Set-Cookie` value that makes the browser delete the cookie (RFC 6265, section 3.1).
 */
export const formatExpiredCookie = (role: Role, secure: boolean): string =>
  formatSessionCookie({ role, token: '', expiresAt: new Date(0) }, secure);

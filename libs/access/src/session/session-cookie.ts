import type { Role } from '#contracts';

/** One cookie a role, so that a rider and a driver can be open side by side in a browser. */
export const getCookieName = (role: Role): string => `tripstream_${role}`;

/** The `Set-Cookie` value (RFC 6265): out of reach of scripts and of other sites. */
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

/** The `Set-Cookie` value that makes a browser forget it (RFC 6265, section 3.1). */
export const formatExpiredCookie = (role: Role, secure: boolean): string =>
  formatSessionCookie({ role, token: '', expiresAt: new Date(0) }, secure);

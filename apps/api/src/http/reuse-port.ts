import { SettingsError } from '#platform';

/** The first release of Node.js with `reusePort` in the line of 22; all of 23 and later have it. */
const [MAJOR, MINOR] = [22, 12];

/**
 * Refuses `REUSE_PORT` on a Node.js that would ignore it: a second process would fail with a taken
 * port. Source: https://nodejs.org/api/net.html#serverlistenoptions-callback
 *
 * @param version as in `process.versions.node`
 * @throws SettingsError with the version that is needed
 */
export function requireReusablePort({ reusePort }: { reusePort: boolean }, version: string): void {
  if (!reusePort) return;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return;
  throw new SettingsError(
    `REUSE_PORT needs Node.js ${MAJOR}.${MINOR} or later, and this is ${version}. ` +
      'Give each process a PORT of its own, behind a load balancer.',
  );
}

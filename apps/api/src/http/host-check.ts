import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { getRoute } from '#access';
import { DomainError, type Settings } from '#platform';

/** Probes of an orchestrator come by any name, and their answers hold no data. */
const PROBES = new Set(['/health/live', '/health/ready']);

/**
 * Refuses requests to a name that the operator doesn't know. A page of another site can make a
 * browser call this server under the site's own name, by letting that name point to this address
 * (DNS rebinding); the browser then treats both as one origin. An address can't be rebound, so
 * addresses and `localhost` are always allowed. With demo identities every caller gets a token, so
 * names are checked there in any case; else only if `ALLOWED_HOSTS` is set.
 */
export function checkHosts(app: NestFastifyApplication, settings: Settings): void {
  const { allowedHosts, publicUrl } = settings.http;
  if (settings.auth.mode !== 'demo' && allowedHosts.length === 0) return;
  const publicNames = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const names = new Set(
    ['localhost', settings.http.host, ...allowedHosts, ...publicNames].map(toName),
  );
  const isAllowed = (authority: string): boolean => {
    const name = toName(authority.replace(/:\d*$/, ''));
    return isIP(name) > 0 || names.has(name);
  };
  // Nearly all clients of a server send one name, which is read once.
  let lastAllowed: string | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      const authority = requestedAuthority(request.headers);
      if (authority === undefined || authority === lastAllowed) return done();
      if (isAllowed(authority)) {
        lastAllowed = authority;
        return done();
      }
      if (PROBES.has(getRoute(request))) return done();
      const detail =
        'This server does not answer to that name. Its operator adds names to ALLOWED_HOSTS.';
      done(new DomainError('HOST_NOT_ALLOWED', detail));
    });
}

/** @returns undefined for HTTP/1.0 without a name, which no browser sends */
function requestedAuthority(headers: IncomingHttpHeaders): string | undefined {
  const authority = headers[':authority'] ?? headers.host;
  return typeof authority === 'string' ? authority : undefined;
}

/** A name without a final dot, or an address without brackets, in lower case. */
const toName = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

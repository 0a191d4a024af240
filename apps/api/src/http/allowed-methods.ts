import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getPath } from '#access';
import { DomainError } from '#platform';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/** The methods of one address, whose pattern may have parameters (`:id`) and a wildcard. */
interface Address {
  pattern: RegExp;
  methods: Set<string>;
}

/**
 * Answers 405 with `Allow` (RFC 9110, section 15.5.6) instead of 404 where the address has a route
 * for another method. It learns every route as the router does, so no route can be forgotten.
 * OPTIONS is left out: the preflight of a page that may not call this server gets 404.
 */
export function refuseOtherMethods(fastify: Fastify): void {
  const addresses = new Map<string, Address>();
  fastify.addHook('onRoute', ({ method, url }) => {
    // The preflights of CORS, at every address.
    if (url === '*') return;
    const address = addresses.get(url) ?? { pattern: toPattern(url), methods: new Set() };
    for (const name of [method].flat()) address.methods.add(name);
    addresses.set(url, address);
  });
  fastify.addHook('preHandler', (request, reply, done) => {
    if (!request.is404 || request.method === 'OPTIONS') return done();
    const path = decode(getPath(request));
    const found = [...addresses.values()].filter(({ pattern }) => pattern.test(path));
    const allowed = [...new Set(found.flatMap(({ methods }) => [...methods]))];
    // The file of a wildcard address is missing.
    if (allowed.length === 0 || allowed.includes(request.method)) return done();
    const list = allowed.sort().join(', ');
    reply.header('Allow', list);
    done(new DomainError('METHOD_NOT_ALLOWED', `Use ${list}.`));
  });
}

/** The path as the router reads it; unchanged when it is malformed, which no route is. */
function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function toPattern(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`);
}

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '#contracts';
import { DomainError, Settings } from '#platform';
import { getRoute, isByForeignPage, type AccessRequest } from '../request.js';
import { SHARE_LINK, type ShareLinkRoute } from '../share/allow-share-link.decorator.js';
import { ViewerResolver } from '../share/viewer-resolver.js';
import { SessionVerifier } from '../token/session-verifier.js';
import { DriverActivity } from './driver-activity.js';
import { ALL_ROLES, findToken } from './request-token.js';
import { PUBLIC, ROLES } from './roles.decorator.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes whose responses have a limited number of places for each user. */
const STREAM = /\/(stream|replay)$/;

/**
 * Refuses requests without a token or a share link, except on public routes, and checks the role of
 * the principal.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionVerifier,
    private readonly viewers: ViewerResolver,
    private readonly settings: Settings,
    private readonly driverActivity: DriverActivity,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const targets = [context.getHandler(), context.getClass()];
    refuseTokenInQuery(request);
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    const link = this.reflector.getAllAndOverride<ShareLinkRoute | undefined>(SHARE_LINK, targets);
    if (link && (request.viewer = await this.viewers.resolve(request, link))) return true;
    const roles =
      this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES, targets) ?? ALL_ROLES;
    request.principal = await this.sessions.verify(this.extractToken(request, roles));
    this.driverActivity.touch(request.principal);
    if (roles.includes(request.principal.role)) return true;
    throw new DomainError('FORBIDDEN', `This is for: ${roles.join(', ')}.`);
  }

  private extractToken(request: AccessRequest, roles: readonly Role[]): string {
    const found = findToken(request, roles);
    if (found === 'malformed') {
      throw new DomainError('UNAUTHENTICATED', 'Send Authorization: Bearer <token>.');
    }
    if (!found) throw new DomainError('UNAUTHENTICATED', 'Get a token with POST /v1/sessions.');
    if (found.isCookie) this.refuseCrossSite(request);
    return found.token;
  }

  /**
   * The browser sends a cookie with a request of any page. SameSite excludes other sites, but not
   * another port of this host. So a request that changes state, or that opens a stream (which may
   * end an older one of the user), must come from the origin of this server or from one that is
   * configured.
   */
  private refuseCrossSite(request: AccessRequest): void {
    const { host, protocol } = request;
    const { origin } = request.headers;
    if (SAFE_METHODS.has(request.method) && !STREAM.test(getRoute(request))) return;
    if (origin === undefined) {
      if (!isByForeignPage(request)) return;
      throw new DomainError(
        'CROSS_SITE_REQUEST',
        'Send a Bearer token, or call from our own page.',
      );
    }
    // A proxy may have ended TLS, so `https` is allowed for a plain request, but not the reverse.
    const allowed = [`https://${host}`, ...(protocol === 'https' ? [] : [`http://${host}`])];
    const { corsOrigins, publicUrl } = this.settings.http;
    if ([...allowed, ...corsOrigins, publicUrl].includes(origin)) return;
    throw new DomainError('CROSS_SITE_REQUEST', 'Send a Bearer token, or call from our own page.');
  }
}

/** A token in an address would end up in logs, browser histories and Referer headers. */
function refuseTokenInQuery(request: AccessRequest): void {
  if ('token' in request.query || 'access_token' in request.query) {
    throw new DomainError('TOKEN_IN_QUERY', 'Send Authorization: Bearer <token> instead.');
  }
}

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '#contracts';
import { DomainError, Settings } from '#platform';
import type { AccessRequest } from '../request.js';
import { getCookieName } from '../session/session-cookie.js';
import { SHARE_LINK, type ShareLinkRoute } from '../share/allow-share-link.decorator.js';
import { ViewerResolver } from '../share/viewer-resolver.js';
import { SessionVerifier } from '../token/session-verifier.js';
import { DriverActivity } from './driver-activity.js';
import { PUBLIC, ROLES } from './roles.decorator.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const ALL_ROLES: Role[] = ['rider', 'driver', 'ops'];

/**
 * Lets nobody in without a token or a share link, unless the route is public; checks the
 * role.
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
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, targets) ?? ALL_ROLES;
    request.principal = await this.sessions.verify(this.extractToken(request, roles));
    this.driverActivity.touch(request.principal);
    if (roles.includes(request.principal.role)) return true;
    throw new DomainError('FORBIDDEN', `This is for: ${roles.join(', ')}.`);
  }

  /** A header wins over a cookie: it was put there on purpose. */
  private extractToken(request: AccessRequest, roles: Role[]): string {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      if (token) return token;
      throw new DomainError('UNAUTHENTICATED', 'Send Authorization: Bearer <token>.');
    }
    const cookie = [...roles, ...ALL_ROLES]
      .map((role) => request.cookies?.[getCookieName(role)])
      .find(Boolean);
    if (!cookie) throw new DomainError('UNAUTHENTICATED', 'Get a token with POST /v1/sessions.');
    this.refuseCrossSite(request);
    return cookie;
  }

  /**
   * A cookie comes along whoever made the browser send the request. SameSite keeps other
   * sites out, but not another port of this host: so what changes state must come from
   * our own origin or one that is allowed.
   */
  private refuseCrossSite(request: AccessRequest): void {
    const { host, protocol } = request;
    const { origin } = request.headers;
    if (SAFE_METHODS.has(request.method) || origin === undefined) return;
    // In the clear for us may be TLS at a proxy; the other way round, it is somebody else.
    const allowed = [`https://${host}`, ...(protocol === 'https' ? [] : [`http://${host}`])];
    if ([...allowed, ...this.settings.http.corsOrigins].includes(origin)) return;
    throw new DomainError('CROSS_SITE_REQUEST', 'Send a Bearer token, or call from our own page.');
  }
}

/** Addresses end up in logs, histories and Referer headers: no place for a token. */
function refuseTokenInQuery(request: AccessRequest): void {
  if ('token' in request.query || 'access_token' in request.query) {
    throw new DomainError('TOKEN_IN_QUERY', 'Send Authorization: Bearer <token> instead.');
  }
}

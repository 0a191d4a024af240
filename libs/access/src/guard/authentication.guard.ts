import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '#contracts';
import { DomainError, Settings } from '#platform';
import type { Principal } from '../principal.js';
import { getRoute, isByForeignPage, type AccessRequest } from '../request.js';
import { SHARE_LINK, type ShareLinkRoute } from '../share/allow-share-link.decorator.js';
import { ViewerResolver } from '../share/viewer-resolver.js';
import { hashTokenOf } from '../token/hashed-token.js';
import { SessionVerifier } from '../token/session-verifier.js';
import { UserActivity } from './user-activity.js';
import { ALL_ROLES, findToken } from './request-token.js';
import { PUBLIC, ROLES } from './roles.decorator.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes whose responses have a limited number of places for each user. */
const STREAM = /\/(stream|replay)$/;

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;

/** What the decorators of a route say about its callers. */
interface RouteRules {
  isPublic: boolean;
  link: ShareLinkRoute | undefined;
  roles: readonly Role[];
}

/**
 * Refuses requests without a token or a share link, except on public routes, and checks the role of
 * the principal.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  /** By handler and controller, because controllers may inherit a handler. The routes bound it. */
  private readonly rules = new Map<Handler, Map<Controller, RouteRules>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionVerifier,
    private readonly viewers: ViewerResolver,
    private readonly settings: Settings,
    private readonly userActivity: UserActivity,
  ) {}

  /** Answers at once for a token that was verified before: a promise would cost every request. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<AccessRequest>(0);
    refuseTokenInQuery(request);
    const { isPublic, link, roles } = this.readRules(context.getHandler(), context.getClass());
    if (isPublic) return true;
    return link ? this.admitByLink(request, link, roles) : this.admitByToken(request, roles);
  }

  private async admitByLink(
    request: AccessRequest,
    link: ShareLinkRoute,
    roles: readonly Role[],
  ): Promise<boolean> {
    request.viewer = await this.viewers.resolve(request, link);
    return request.viewer ? true : this.admitByToken(request, roles);
  }

  private admitByToken(request: AccessRequest, roles: readonly Role[]): boolean | Promise<boolean> {
    const token = this.extractToken(request, roles);
    const hashed = hashTokenOf(request, token);
    const known = this.sessions.findVerified(hashed);
    if (known) return this.admit(request, known, roles);
    return this.sessions.verify(hashed).then((principal) => this.admit(request, principal, roles));
  }

  private admit(request: AccessRequest, principal: Principal, roles: readonly Role[]): true {
    request.principal = principal;
    this.userActivity.touch(principal);
    if (roles.includes(principal.role)) return true;
    throw new DomainError(
      'FORBIDDEN',
      `This is for: ${roles.join(', ')}. Sign in with such a role.`,
    );
  }

  /** Reads the decorators of a route once: reading them costs more than the checks. */
  private readRules(handler: Handler, controller: Controller): RouteRules {
    const byController = this.rules.get(handler) ?? new Map<Controller, RouteRules>();
    const known = byController.get(controller);
    if (known) return known;
    const { reflector } = this;
    const targets = [handler, controller];
    const rules = {
      isPublic: reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets) === true,
      link: reflector.getAllAndOverride<ShareLinkRoute | undefined>(SHARE_LINK, targets),
      roles: reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES, targets) ?? ALL_ROLES,
    };
    this.rules.set(handler, byController.set(controller, rules));
    return rules;
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

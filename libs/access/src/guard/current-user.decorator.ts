import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Principal, Requester } from '../principal.js';
import type { AccessRequest } from '../request.js';

/** Provides the verified principal of this request. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { principal } = context.switchToHttp().getRequest<AccessRequest>();
  return requireAuthenticated(principal) satisfies Principal;
});

/** Provides the viewer of a request with a share link, and otherwise the verified principal. */
export const CurrentRequester = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => {
    const { viewer, principal } = context.switchToHttp().getRequest<AccessRequest>();
    return requireAuthenticated(viewer ?? principal) satisfies Requester;
  },
);

function requireAuthenticated<T>(requester: T | undefined): T {
  if (requester) return requester;
  throw new DomainError('UNAUTHENTICATED', 'Send a token.');
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Principal, Requester } from '../principal.js';
import type { AccessRequest } from '../request.js';

/** The verified principal of this request. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { principal } = context.switchToHttp().getRequest<AccessRequest>();
  return requireAuthenticated(principal) satisfies Principal;
});

/** The viewer, where the request came by a share link, else the verified principal. */
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

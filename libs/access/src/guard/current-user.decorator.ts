import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Principal, Reader } from '../principal.js';
import type { AccessRequest } from '../request.js';

/** The verified principal of this request. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { principal } = context.switchToHttp().getRequest<AccessRequest>();
  return orRefuse(principal) satisfies Principal;
});

/** The viewer, where the request came by a share link, else the verified principal. */
export const CurrentReader = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { viewer, principal } = context.switchToHttp().getRequest<AccessRequest>();
  return orRefuse(viewer ?? principal) satisfies Reader;
});

function orRefuse<T>(reader: T | undefined): T {
  if (reader) return reader;
  throw new DomainError('UNAUTHENTICATED', 'Send a token.');
}

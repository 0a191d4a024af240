import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '#platform';
import type { Principal } from '../principal.js';
import type { AccessRequest } from '../request.js';

/** The verified principal of this request. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { principal } = context.switchToHttp().getRequest<AccessRequest>();
  if (!principal) throw new DomainError('UNAUTHENTICATED', 'Send a token.');
  return principal satisfies Principal;
});

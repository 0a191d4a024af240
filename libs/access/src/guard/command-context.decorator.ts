import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Command } from '#database';
import { DomainError } from '#platform';
import { getPath, type AccessRequest } from '../request.js';

/** Printable ASCII: a UUID, or anything a client likes. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** The command of this request, with its `Idempotency-Key` where one was sent. */
export const CommandContext = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Command => {
    const request = context.switchToHttp().getRequest<AccessRequest>();
    return {
      // Before there is a user, keys belong to an address: a stranger who happens to choose
      // the same key must not be handed somebody else's token.
      userId: request.principal?.userId ?? `anonymous at ${request.ip}`,
      method: request.method,
      path: getPath(request),
      key: parseIdempotencyKey(request),
      body: request.body,
    };
  },
);

function parseIdempotencyKey(request: AccessRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new DomainError('VALIDATION_FAILED', 'The Idempotency-Key header is not usable.', {
    errors: [{ field: 'Idempotency-Key', message: '1 to 255 printable ASCII characters' }],
  });
}

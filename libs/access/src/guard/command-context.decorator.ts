import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Command } from '#database';
import { DomainError } from '#platform';
import { getPath, type AccessRequest } from '../request.js';

/** Printable ASCII, for example a UUID. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Provides the command of this request, with its `Idempotency-Key` if it has one. */
export const CommandContext = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Command => {
    const request = context.switchToHttp().getRequest<AccessRequest>();
    return {
      // Without a user the key belongs to the IP address: a stranger who chooses the same key must
      // not get the token of another person.
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

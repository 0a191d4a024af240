import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Command } from '#database';
import { DomainError } from '#platform';
import { getCanonicalPath, type AccessRequest } from '../request.js';

/** Printable ASCII, for example a UUID. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A key that can't be guessed has the length of a UUID at least, and several characters. */
const SECRET_LENGTH = 32;
const SECRET_CHARACTERS = 8;

/** Provides the command of this request, with its `Idempotency-Key` if it has one. */
export const CommandContext = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Command => {
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const key = parseIdempotencyKey(request);
    return {
      // Without a user the key belongs to the IP address, and must be a secret: two people at one
      // address who both choose `1` must not get one session.
      userId: request.principal?.userId ?? `anonymous at ${request.ip ?? 'unknown'}`,
      isAnonymous: !request.principal,
      row: request.params.id ?? null,
      method: request.method,
      path: getCanonicalPath(request),
      key: request.principal ? key : keepSecretKey(key),
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

/** @returns null for a key that another person could choose too; the command then always runs */
function keepSecretKey(key: string | null): string | null {
  if (key === null || key.length < SECRET_LENGTH) return null;
  return new Set(key).size < SECRET_CHARACTERS ? null : key;
}

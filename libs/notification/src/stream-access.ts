import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import { DomainError } from '#platform';

/** Decides who may read which stream. Declared here; `apps/api` implements it with trip. */
export abstract class StreamAccess {
  /** @throws DomainError NOT_FOUND for an unknown stream, and for one of another user */
  abstract check(requester: Requester, stream: StreamId): Promise<void>;
}

/** Whether the access check refused; any other error means that it could not be carried out. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'NOT_FOUND';

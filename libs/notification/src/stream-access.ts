import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import { DomainError } from '#platform';

/** Who may read which stream. Declared here, implemented over trip by `apps/api`. */
export abstract class StreamAccess {
  /** @throws DomainError NOT_FOUND when the stream is unknown or not theirs */
  abstract check(requester: Requester, stream: StreamId): Promise<void>;
}

/** Whether a failed check was an answer, and not trouble on the way to one. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'NOT_FOUND';

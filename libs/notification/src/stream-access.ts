import type { Principal } from '#access';
import type { StreamId } from '#contracts';

/** Who may read which stream. Declared here, implemented over trip by `apps/api`. */
export abstract class StreamAccess {
  /** @throws DomainError NOT_FOUND when the stream is unknown or not theirs */
  abstract check(reader: Principal, stream: StreamId): Promise<void>;
}

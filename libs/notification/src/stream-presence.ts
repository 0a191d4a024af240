import type { Requester } from '#access';

/**
 * Notes who has a stream open. Declared here; `apps/api` implements it with matching. Its methods
 * must return at once and must not throw, because every stream calls them.
 */
export abstract class StreamPresence {
  /** Called when a live stream or a poll opens. */
  abstract noteOpened(requester: Requester): void;
  /** Called once for each call of `noteOpened`, when that stream or poll has ended. */
  abstract noteClosed(requester: Requester): void;
}

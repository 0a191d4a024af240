import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import type { ClosingReason } from '#contracts';

/** A live stream that counts against the limit of its user. */
export interface UserStream {
  readonly requester: Requester;
  close(reason: ClosingReason): void;
}

/**
 * The streams of each user at all processes of a shard, so that `STREAMS_PER_USER` counts all of them.
 * Declared here; `apps/api` implements it over the bus. Its methods must return at once and must not
 * throw.
 */
export abstract class UserStreams {
  /** Called when a stream was opened at this process; it may be closed as `replaced` until it has ended. */
  abstract noteOpened(stream: UserStream): void;
  /** Called once for each call of `noteOpened`, when that stream has ended. */
  abstract noteClosed(stream: UserStream): void;
}

/** A process that is not on a bus knows no other. */
@Injectable()
export class OwnUserStreams extends UserStreams {
  noteOpened(): void {}
  noteClosed(): void {}
}

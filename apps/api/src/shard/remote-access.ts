import {
  REVOCATION_OVERLAP_SECONDS,
  type Principal,
  type Requester,
  type Revocations,
  type ShareEnd,
  type Viewer,
} from '#access';
import type { Bus, BusSubjects } from '#bus';
import type { StreamId } from '#contracts';
import { shareLinkNotRead } from '../streams/trip-stream-access.js';
import { createAsker, receive, send } from './questions.js';

/** As long as the keys of an issuer are kept, so that a withdrawn key counts no longer here. */
export const IDENTITY_VALID_MS = 600_000;

/** Links in one question, of 40 bytes each. */
const MAX_LINKS = 2_000;

/** Has tokens verified by a process with the database, which has the keys and the accounts. */
export class RemoteTokenVerifier {
  private readonly questions;

  constructor(bus: Bus, subjects: BusSubjects) {
    this.questions = createAsker(bus, subjects, 'identify');
  }

  /** @throws DomainError UNAUTHENTICATED, also for a revoked token, TOKEN_EXPIRED, WRONG_SHARD */
  async verify(token: string): Promise<Principal> {
    return receive<Principal>(await this.questions.ask({ token }));
  }
}

/** Reads the revocations from a process with the database. */
export class RemoteRevocations {
  private readonly lists;
  /** When they were read last, in seconds since 1970 by the clock of the shard's database. */
  private readAt = 0;

  constructor(bus: Bus, subjects: BusSubjects) {
    this.lists = createAsker(bus, subjects, 'revocations');
  }

  /**
   * Reads what was revoked since the last call, the newest `limit` at most.
   *
   * @throws DomainError DATABASE_UNAVAILABLE; the next call begins where this one did
   */
  async readNew(limit: number): Promise<Omit<Revocations, 'readAt'>> {
    const since = this.readAt - REVOCATION_OVERLAP_SECONDS;
    const { readAt, tokens, isComplete } = await this.lists.ask({ since, limit });
    this.readAt = readAt;
    return { tokens: tokens.map((token) => receive(token)), isComplete };
  }
}

/** Looks share links up by a process with the database. */
export class RemoteShareLinks {
  private readonly openings;
  private readonly ends;

  constructor(bus: Bus, subjects: BusSubjects) {
    this.openings = createAsker(bus, subjects, 'open-link');
    this.ends = createAsker(bus, subjects, 'ended-links');
  }

  /** @throws DomainError NOT_FOUND, DATABASE_UNAVAILABLE */
  async open(tripId: string, token: string): Promise<Viewer> {
    return receive<Viewer>(await this.openings.ask({ tripId, token }));
  }

  /** @throws DomainError DATABASE_UNAVAILABLE */
  async findEnded(viewers: readonly Pick<Viewer, 'userId'>[]): Promise<Map<string, ShareEnd>> {
    const ended = new Map<string, ShareEnd>();
    for (let from = 0; from < viewers.length; from += MAX_LINKS) {
      const ids = viewers.slice(from, from + MAX_LINKS).map(({ userId }) => userId);
      for (const [id, end] of await this.ends.ask(ids)) ended.set(id, end);
    }
    return ended;
  }
}

/** Has the right to read a stream checked by a process with the database. */
export class RemoteStreamAccess {
  private readonly checks;

  constructor(bus: Bus, subjects: BusSubjects) {
    this.checks = createAsker(bus, subjects, 'check');
  }

  /** @throws DomainError NOT_FOUND, DATABASE_UNAVAILABLE */
  async check(requester: Requester, stream: StreamId): Promise<void> {
    if (requester.role === 'viewer' && requester.tripId === null) throw shareLinkNotRead();
    // The token alone gives access to a user's own stream.
    if (stream.startsWith('trip/')) {
      await this.checks.ask({ requester: send(requester), stream });
    }
  }
}

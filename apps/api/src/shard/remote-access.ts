import { Injectable, Logger } from '@nestjs/common';
import {
  RevocationSource,
  ShareLinks,
  TokenVerifier,
  type Principal,
  type Requester,
  type Revocations,
  type ShareEnd,
  type Viewer,
} from '#access';
import { Bus, BusSubjects } from '#bus';
import type { StreamId } from '#contracts';
import { StreamAccess } from '#notification';
import { DomainError } from '#platform';
import { createAsker, receive, send } from './questions.js';

/** As long as the keys of an issuer are kept, so that a withdrawn key counts no longer here. */
const IDENTITY_VALID_MS = 600_000;

/** Links in one question, of 40 bytes each. */
const MAX_LINKS = 2_000;

/** Has tokens verified by a process with the database, which has the keys and the accounts. */
@Injectable()
export class RemoteTokenVerifier extends TokenVerifier {
  readonly cacheMs = IDENTITY_VALID_MS;
  private readonly questions;

  constructor(bus: Bus, subjects: BusSubjects) {
    super();
    this.questions = createAsker(bus, subjects, 'identify');
  }

  async verify(token: string): Promise<Principal> {
    return receive<Principal>(await this.questions.ask({ token }));
  }
}

/** Reads the revocations from a process with the database. */
@Injectable()
export class RemoteRevocations extends RevocationSource {
  private readonly logger = new Logger('Gateway');
  private readonly lists;
  private readonly questions;
  /** No request is served before, because every revoked token would be accepted. */
  private isKnown = false;

  constructor(bus: Bus, subjects: BusSubjects) {
    super();
    this.lists = createAsker(bus, subjects, 'revocations');
    this.questions = createAsker(bus, subjects, 'is-revoked');
  }

  /** The first call waits until a process answers, so that a gateway may start before them. */
  async readSince(since: number, limit: number): Promise<Revocations> {
    for (;;) {
      try {
        const { tokens, ...rest } = await this.lists.ask({ since, limit });
        this.isKnown = true;
        return {
          ...rest,
          tokens: tokens.map((token) => receive(token)),
        };
      } catch (error) {
        if (this.isKnown || !(error instanceof DomainError)) throw error;
        this.logger.warn('No process of the shard answers yet, trying again');
      }
    }
  }

  isRevoked(tokenId: string): Promise<boolean> {
    return this.questions.ask({ tokenId });
  }
}

/** Looks share links up by a process with the database. */
@Injectable()
export class RemoteShareLinks extends ShareLinks {
  private readonly openings;
  private readonly ends;

  constructor(bus: Bus, subjects: BusSubjects) {
    super();
    this.openings = createAsker(bus, subjects, 'open-link');
    this.ends = createAsker(bus, subjects, 'ended-links');
  }

  async open(tripId: string, token: string): Promise<Viewer> {
    return receive<Viewer>(await this.openings.ask({ tripId, token }));
  }

  async findEnded(ids: readonly string[]): Promise<Map<string, ShareEnd>> {
    const ended = new Map<string, ShareEnd>();
    for (let from = 0; from < ids.length; from += MAX_LINKS) {
      for (const [id, end] of await this.ends.ask(ids.slice(from, from + MAX_LINKS))) {
        ended.set(id, end);
      }
    }
    return ended;
  }
}

/** Has the right to read a stream checked by a process with the database. */
@Injectable()
export class RemoteStreamAccess extends StreamAccess {
  private readonly checks;

  constructor(bus: Bus, subjects: BusSubjects) {
    super();
    this.checks = createAsker(bus, subjects, 'check');
  }

  async check(requester: Requester, stream: StreamId): Promise<void> {
    // The token alone gives access to a user's own stream.
    if (stream.startsWith('trip/')) {
      await this.checks.ask({ requester: send(requester), stream });
    }
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import { Bus, BusSubjects, type BusSubscription } from '#bus';
import type { ClosingReason } from '#contracts';
import { streamLimitOf, UserStreams, type UserStream } from '#notification';
import { Settings } from '#platform';
import {
  decodeUserStreams,
  encodeUserStreams,
  type UserStreamsMessage,
} from './user-streams-message.js';

/** Processes at which one user may have streams; those beyond are not counted. */
const MAX_PROCESSES = 64;

interface OwnStream {
  stream: UserStream;
  /** Monotonic clock of this process, in milliseconds. */
  openedAt: number;
}

/** A user with a stream at this process. */
interface KnownUser {
  subscription: BusSubscription;
  /** Oldest first. */
  own: OwnStream[];
  /** By process, when its streams were opened, by the clock of this process. */
  others: Map<string, number[]>;
}

/**
 * Limits the streams of each user at all processes of the shard. A process that opens one tells those
 * at which this user has streams, and each of them answers to all with the ages of its own. So every
 * one of them knows the same list, and closes what it has of the oldest streams beyond the limit. The
 * list is made anew with each opening: a process that has died is not in it, and a lost message lets a
 * user have a stream too many until the next opening.
 */
@Injectable()
export class SharedUserStreams extends UserStreams {
  private readonly process = randomUUID();
  private readonly users = new Map<string, KnownUser>();

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly settings: Settings,
  ) {
    super();
  }

  noteOpened(stream: UserStream): void {
    if (!this.settings.bus.servers) return;
    const { userId } = stream.requester;
    const user = this.users.get(userId) ?? this.addUser(stream.requester);
    user.own.push({ stream, openedAt: performance.now() });
    user.others.clear();
    this.tell(userId, user, true);
  }

  noteClosed(stream: UserStream): void {
    const { userId } = stream.requester;
    const user = this.users.get(userId);
    if (!user) return;
    user.own = user.own.filter((own) => own.stream !== stream);
    if (user.own.length > 0) return;
    user.subscription.unsubscribe();
    this.users.delete(userId);
  }

  /** Closes what a user has open at this process. */
  closeAll(userId: string, reason: ClosingReason): void {
    for (const { stream } of [...(this.users.get(userId)?.own ?? [])]) stream.close(reason);
  }

  private addUser({ userId, role }: Requester): KnownUser {
    const limit = streamLimitOf(role, this.settings.streams.maxPerUser);
    const subscription = this.bus.join(this.subjects.ofUser(userId), (data) => {
      const message = decodeUserStreams(data);
      if (message && message.process !== this.process) this.take(userId, message, limit);
    });
    const user: KnownUser = { subscription, own: [], others: new Map() };
    this.users.set(userId, user);
    return user;
  }

  private tell(userId: string, { own }: KnownUser, isOpening: boolean): void {
    const now = performance.now();
    const ages = own.map(({ openedAt }) => now - openedAt);
    const message = encodeUserStreams({ process: this.process, isOpening, ages });
    this.bus.publish(this.subjects.ofUser(userId), message);
  }

  private take(userId: string, message: UserStreamsMessage, limit: number): void {
    const user = this.users.get(userId);
    if (!user) return;
    if (message.isOpening) {
      user.others.clear();
      this.tell(userId, user, false);
    }
    if (user.others.size >= MAX_PROCESSES && !user.others.has(message.process)) return;
    const now = performance.now();
    user.others.set(
      message.process,
      message.ages.map((age) => now - age),
    );
    for (const stream of takeSurplus(user, limit)) stream.close('replaced');
  }
}

/** Takes the own streams out that are among the oldest beyond the limit. */
function takeSurplus(user: KnownUser, limit: number): UserStream[] {
  const elsewhere = [...user.others.values()].flat();
  const surplus = user.own.length + elsewhere.length - limit;
  if (surplus <= 0) return [];
  const openings = [...user.own.map(({ openedAt }) => openedAt), ...elsewhere];
  openings.sort((a, b) => a - b);
  const youngestSurplus = openings[surplus - 1] ?? -Infinity;
  const taken = user.own.filter(({ openedAt }) => openedAt <= youngestSurplus);
  user.own = user.own.filter((own) => !taken.includes(own));
  return taken.map(({ stream }) => stream);
}

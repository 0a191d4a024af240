import { Injectable } from '@nestjs/common';
import { Observable, Subject, type Observer, type Subscription } from 'rxjs';
import type { StreamId } from '#contracts';
import { OnCommittedEvent, type CommittedEvent, type HistoryEvent } from '#outbox';
import type { Ephemeral } from './ephemeral.js';

/** A durable event on its way to the readers of a stream. */
export interface LiveEvent extends HistoryEvent {
  /** When it was appended, by the clock of the database; milliseconds since 1970. */
  appendedAt?: number | undefined;
  /** The span of the append, for the first reader that takes it; undefined for an untraced event. */
  traceparent?: string | undefined;
}

/** An item of a live stream: a durable event, or the latest ephemeral state. */
export type LiveItem = LiveEvent | Ephemeral;

/**
 * Routes live items to the subscribers on this process, with one Subject for each stream that has
 * subscribers. The lookup is by key, so routing costs the number of receivers and not the number of
 * connections. An event is a hint: each subscriber checks its number and reads gaps from the
 * mailbox (ADR 0003).
 */
@Injectable()
export class StreamHub {
  private readonly subjects = new Map<StreamId, Subject<LiveItem>>();
  private readonly opened = new Subject<StreamId>();
  /** Emits a stream when it gets its first subscriber on this process. */
  readonly opened$ = this.opened.asObservable();
  private readonly closed = new Subject<StreamId>();
  /** Emits a stream when it has lost its last subscriber on this process. */
  readonly closed$ = this.closed.asObservable();

  /** Emits the items of one stream from the moment of the subscription. */
  live$(stream: StreamId): Observable<LiveItem> {
    return new Observable((subscriber) => {
      const subscription = this.join(stream, subscriber);
      return () => {
        this.leave(stream, subscription);
      };
    });
  }

  /**
   * The same for subscribers that stay for long: it saves the memory of an Observable for each.
   *
   * @returns the subscription, which the caller ends with `leave`
   */
  join(stream: StreamId, subscriber: Pick<Observer<LiveItem>, 'next'>): Subscription {
    const known = this.subjects.get(stream);
    if (known) return known.subscribe(subscriber);
    const subject = new Subject<LiveItem>();
    this.subjects.set(stream, subject);
    const subscription = subject.subscribe(subscriber);
    this.opened.next(stream);
    return subscription;
  }

  /** @param subscription the one that `join` returned for this stream */
  leave(stream: StreamId, subscription: Subscription): void {
    subscription.unsubscribe();
    // The Subject is deleted with its last subscriber, or the map would grow for ever.
    if (this.subjects.get(stream)?.observed !== false) return;
    this.subjects.delete(stream);
    this.closed.next(stream);
  }

  /** The streams that have a subscriber on this process. */
  subscribedStreams(): Iterable<StreamId> {
    return this.subjects.keys();
  }

  hasSubscribers(stream: StreamId): boolean {
    return this.subjects.has(stream);
  }

  publishEphemeral(stream: StreamId, ephemeral: Ephemeral): void {
    this.subjects.get(stream)?.next(ephemeral);
  }

  @OnCommittedEvent()
  publish({ id, type, json, time, traceparent, deliveries }: CommittedEvent): void {
    const appendedAt = time.getTime();
    for (const { stream, seq } of deliveries) {
      this.publishHint(stream, {
        seq,
        id,
        type,
        json,
        appendedAt,
        traceparent: traceparent ?? undefined,
      });
    }
  }

  publishHint(stream: StreamId, event: LiveEvent): void {
    this.subjects.get(stream)?.next(event);
  }
}

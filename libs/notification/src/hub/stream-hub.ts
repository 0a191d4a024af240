import { Injectable } from '@nestjs/common';
import { Observable, Subject, type Observer, type Subscription } from 'rxjs';
import type { StreamId } from '#contracts';
import { OnCommittedEvent, type CommittedEvent, type HistoryEvent } from '#outbox';
import type { Ephemeral } from './ephemeral.js';

/** What a stream tells its readers: what has happened for good, or how things stand. */
export type LiveItem = HistoryEvent | Ephemeral;

/**
 * A Subject for each stream somebody reads here. An event is handed to its receivers
 * only, by key: routing costs the number of receivers, not the number of connections.
 * What arrives is a hint: readers check its number and heal gaps themselves (ADR 0003).
 */
@Injectable()
export class StreamHub {
  private readonly subjects = new Map<StreamId, Subject<LiveItem>>();

  /** Events of one stream as they commit, and readings, from the moment of the subscription. */
  live$(stream: StreamId): Observable<LiveItem> {
    return new Observable((subscriber) => {
      const subscription = this.join(stream, subscriber);
      return () => {
        this.leave(stream, subscription);
      };
    });
  }

  /** The same for who reads for long: it spares what an Observable keeps for each reader. */
  join(stream: StreamId, requester: Pick<Observer<LiveItem>, 'next'>): Subscription {
    const subject = this.subjects.get(stream) ?? new Subject<LiveItem>();
    this.subjects.set(stream, subject);
    return subject.subscribe(requester);
  }

  /** @param subscription what `join` returned for this stream */
  leave(stream: StreamId, subscription: Subscription): void {
    subscription.unsubscribe();
    // The last reader takes the Subject along, or the map would grow for ever.
    if (this.subjects.get(stream)?.observed === false) this.subjects.delete(stream);
  }

  /** Streams with at least one reader here. */
  get subscribedStreamCount(): number {
    return this.subjects.size;
  }

  hasSubscribers(stream: StreamId): boolean {
    return this.subjects.has(stream);
  }

  publishEphemeral(stream: StreamId, reading: Ephemeral): void {
    this.subjects.get(stream)?.next(reading);
  }

  @OnCommittedEvent()
  publish({ id, type, json, deliveries }: CommittedEvent): void {
    for (const { stream, seq } of deliveries) {
      this.subjects.get(stream)?.next({ seq, id, type, json });
    }
  }
}

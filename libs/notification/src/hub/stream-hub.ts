import { Injectable } from '@nestjs/common';
import { Observable, Subject } from 'rxjs';
import type { StreamId } from '#contracts';
import { OnCommittedEvent, type CommittedEvent, type HistoryEvent } from '#outbox';
import type { Reading } from './reading.js';

/**
 * A Subject for each stream somebody reads here. An event is handed to its receivers
 * only, by key: routing costs the number of receivers, not the number of connections.
 * What arrives is a hint: readers check its number and heal gaps themselves (ADR 0003).
 */
@Injectable()
export class StreamHub {
  private readonly subjects = new Map<StreamId, Subject<HistoryEvent | Reading>>();

  /** Events of one stream as they commit, and readings, from the moment of the subscription. */
  live$(stream: StreamId): Observable<HistoryEvent | Reading> {
    return new Observable((subscriber) => {
      const subject = this.subjects.get(stream) ?? new Subject<HistoryEvent | Reading>();
      this.subjects.set(stream, subject);
      const subscription = subject.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        // The last reader takes the Subject along, or the map would grow for ever.
        if (!subject.observed && this.subjects.get(stream) === subject) {
          this.subjects.delete(stream);
        }
      };
    });
  }

  /** Streams with at least one reader here. */
  get readCount(): number {
    return this.subjects.size;
  }

  isRead(stream: StreamId): boolean {
    return this.subjects.has(stream);
  }

  publishReading(stream: StreamId, reading: Reading): void {
    this.subjects.get(stream)?.next(reading);
  }

  @OnCommittedEvent()
  publish({ id, type, json, deliveries }: CommittedEvent): void {
    for (const { stream, seq } of deliveries) {
      this.subjects.get(stream)?.next({ seq, id, type, json });
    }
  }
}

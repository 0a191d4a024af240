import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/**
 * "Something committed here": makes the tail look sooner. It carries nothing, so losing
 * one costs a poll interval and never an event.
 */
@Injectable()
export class OutboxSignal {
  private readonly woken = new Subject<void>();
  readonly woken$: Observable<void> = this.woken.asObservable();

  wake(): void {
    this.woken.next();
  }
}

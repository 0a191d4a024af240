import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/**
 * Makes the tail read at once after a commit of this process. It has no payload: a lost signal
 * delays an event by a poll interval and never loses it.
 */
@Injectable()
export class OutboxSignal {
  private readonly woken = new Subject<void>();
  readonly woken$: Observable<void> = this.woken.asObservable();

  wake(): void {
    this.woken.next();
  }
}

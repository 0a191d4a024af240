import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/**
 * Makes the dispatcher of this process look at the endpoints at once after one has changed. Other
 * processes notice at their next look.
 */
@Injectable()
export class WebhookSignal {
  private readonly changes = new Subject<void>();
  readonly changes$: Observable<void> = this.changes.asObservable();

  announce(): void {
    this.changes.next();
  }
}

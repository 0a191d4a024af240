import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import { RiderPresence } from '#matching';
import { StreamPresence } from '#notification';

/** An open stream of a rider is a sign of life. */
@Injectable()
export class RiderStreamPresence extends StreamPresence {
  constructor(private readonly riders: RiderPresence) {
    super();
  }

  noteOpened({ role, userId }: Requester): void {
    if (role === 'rider') this.riders.noteOpened(userId);
  }

  noteClosed({ role, userId }: Requester): void {
    if (role === 'rider') this.riders.noteClosed(userId);
  }
}

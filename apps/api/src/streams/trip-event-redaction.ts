import { Injectable } from '@nestjs/common';
import { EventRedaction } from '#notification';
import { toSharedEventJson } from '#trip';

/** Gives the viewers of a share link the reduced form of a trip's events. */
@Injectable()
export class TripEventRedaction extends EventRedaction {
  redactForViewers(json: string): string {
    return toSharedEventJson(json);
  }
}

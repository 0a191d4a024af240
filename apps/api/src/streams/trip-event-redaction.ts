import { Injectable } from '@nestjs/common';
import { EventRedaction } from '#notification';
import { toSharedEventJson } from '#trip';

/** Viewers get the reduced form of a trip's events. */
@Injectable()
export class TripEventRedaction extends EventRedaction {
  redactForViewers(json: string): string {
    return toSharedEventJson(json);
  }
}

import { Injectable } from '@nestjs/common';
import { EventForms } from '#notification';
import { toSharedEventJson } from '#trip';

/** Viewers get the reduced form of a trip's events. */
@Injectable()
export class TripEventForms extends EventForms {
  forViewers(json: string): string {
    return toSharedEventJson(json);
  }
}

/**
 * Reduces events for the viewers of share links. Declared here; `apps/api` implements it with trip.
 */
export abstract class EventRedaction {
  /** Returns the JSON of a trip's event without the fields that viewers may not see. */
  abstract redactForViewers(json: string): string;
}

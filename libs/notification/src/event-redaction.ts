/**
 * The forms in which an event is shown to different readers. Declared here, implemented over
 * trip by `apps/api`.
 */
export abstract class EventRedaction {
  /** The JSON of an event of a trip's stream, without what viewers of a share link may not see. */
  abstract redactForViewers(json: string): string;
}

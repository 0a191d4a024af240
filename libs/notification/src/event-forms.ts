/**
 * The forms in which an event is shown to different readers. Declared here, implemented over
 * trip by `apps/api`.
 */
export abstract class EventForms {
  /** The JSON of an event of a trip's stream, without what viewers of a share link may not see. */
  abstract forViewers(json: string): string;
}

import type { AnyCloudEvent } from '#contracts';

/** The handlers of a page's stream. They may be new functions in each render. */
export interface StreamHandlers {
  /** The present state, which replaces the whole state known before. */
  onSnapshot?: (snapshot: unknown, cursor: string) => void;
  /** `isReplayed`: the event had happened before this connection opened. */
  onEvent?: (event: AnyCloudEvent, cursor: string, isReplayed: boolean) => void;
  /** `driver.location`, `trip.search` or `city.state`: these are never replayed, and only the latest counts. */
  onEphemeral?: (type: string, data: unknown) => void;
}

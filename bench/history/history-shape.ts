/** Days of the history, of which the first is older than the retention, and the last is today. */
export const DAYS = 9;

/** Seconds: 7 days, the default of the server. */
export const RETENTION_SECONDS = 604_800;

/** Events of each driver's stream, in both histories. */
export const EVENTS_PER_STREAM = 500;

/** Events of each trip's stream. */
export const EVENTS_PER_TRIP = 10;

/** Bytes that a trip event has beyond its envelope. */
export const PADDING = 300;

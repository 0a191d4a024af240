/** The durable streams: every rider, driver and trip has one. */
export type StreamKind = 'rider' | 'driver' | 'trip';

/** `rider/<uuid>`, `driver/<uuid>` or `trip/<uuid>`. */
export type StreamId = `${StreamKind}/${string}`;

export const streamId = (kind: StreamKind, id: string): StreamId => `${kind}/${id}`;

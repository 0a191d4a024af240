/** The kinds of durable streams: every rider, driver and trip has one. */
export type StreamKind = 'rider' | 'driver' | 'trip';

/** The stream of ops, with the state of the city once a second. It has no history. */
export const OPS_STREAM = 'ops/city';

/** `rider/<uuid>`, `driver/<uuid>` or `trip/<uuid>`, or the stream of ops. */
export type StreamId = `${StreamKind}/${string}` | typeof OPS_STREAM;

export const streamId = (kind: StreamKind, id: string): StreamId => `${kind}/${id}`;

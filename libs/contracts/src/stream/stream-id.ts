/** The durable streams: every rider, driver and trip has one. */
export type StreamKind = 'rider' | 'driver' | 'trip';

/** The stream of ops: the city, once a second; no history of its own. */
export const OPS_STREAM = 'ops/city';

/** `rider/<uuid>`, `driver/<uuid>` or `trip/<uuid>`; and the one of ops. */
export type StreamId = `${StreamKind}/${string}` | typeof OPS_STREAM;

export const streamId = (kind: StreamKind, id: string): StreamId => `${kind}/${id}`;

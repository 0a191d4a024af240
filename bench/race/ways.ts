/** The ways to read a stream that race, in the order of the table. */
export const ways = [
  'poll-1s',
  'poll-5s',
  'poll-10s',
  'long-poll',
  'sse-http1',
  'sse-http2',
  'websocket',
] as const;
export type Way = (typeof ways)[number];

/** The name of each way for a reader. */
export const wayNames: Record<Way, string> = {
  'poll-1s': 'polling, 1 s',
  'poll-5s': 'polling, 5 s',
  'poll-10s': 'polling, 10 s',
  'long-poll': 'long polling',
  'sse-http1': 'SSE, HTTP/1.1',
  'sse-http2': 'SSE, HTTP/2',
  websocket: 'WebSocket',
};

/** Seconds between two polls; undefined for a way that does not poll by the clock. */
export const pollSeconds: Partial<Record<Way, number>> = {
  'poll-1s': 1,
  'poll-5s': 5,
  'poll-10s': 10,
};

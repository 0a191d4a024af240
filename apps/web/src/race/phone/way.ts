/** The ways to read a stream, in the order of the phones. */
export const WAYS = ['polling', 'slow-polling', 'long-polling', 'sse', 'websocket'] as const;

export type Way = (typeof WAYS)[number];

/** Seconds between two polls that a visitor may choose. */
export const INTERVALS = [1, 5, 10] as const;

export type Interval = (typeof INTERVALS)[number];

/** How long the server may hold a long poll: the most that it allows. */
export const HOLD_SECONDS = 30;

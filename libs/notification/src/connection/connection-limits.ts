/** Events read from the mailbox at once, of about 1.5 KB each. */
export const PAGE = 100;
/** Bytes that may wait for a reader before it is fed from the mailbox. */
export const MAX_WAITING_BYTES = 64 * 1024;
/** A reader that takes nothing for this long is closed; it resumes from its cursor. */
export const SLOWEST_READER_MS = 15_000;

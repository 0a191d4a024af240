import { StreamLog } from './stream-log.js';

/**
 * What a client has read whose connection was cut in the middle of a message.
 *
 * @param bytes a stream whose last message is complete
 * @param lastEventId what the client had presented
 * @returns the last event ID with which it reconnects
 */
export function cutInLastMessage(bytes: Uint8Array, lastEventId: string): string {
  const ends = messageEnds(bytes);
  const end = ends.at(-1) ?? bytes.length;
  const before = ends.at(-2) ?? 0;
  const log = new StreamLog(lastEventId);
  log.add(bytes.subarray(0, end - Math.ceil((end - before) / 2)), 0);
  return log.lastEventId;
}

/** The numbers of bytes after which each message is complete. */
function messageEnds(bytes: Uint8Array): number[] {
  const log = new StreamLog();
  const ends: number[] = [];
  for (let end = 1; end <= bytes.length; end += 1) {
    log.add(bytes.subarray(end - 1, end), 0);
    if (log.messages.length > ends.length) ends.push(end);
  }
  return ends;
}

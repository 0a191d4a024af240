/** What a process says of the streams that one user has there. */
export interface UserStreamsMessage {
  process: string;
  /** Whether one of them was just opened, so that the other processes answer. */
  isOpening: boolean;
  /** Milliseconds since each was opened. */
  ages: number[];
}

/** More than `STREAMS_PER_USER` allows for a share link by default. */
const MAX_AGES = 1_000;

export const encodeUserStreams = (message: UserStreamsMessage): Uint8Array =>
  Buffer.from(JSON.stringify({ ...message, ages: message.ages.slice(-MAX_AGES) }));

/** @returns undefined for bytes of another form, such as those of another version */
export function decodeUserStreams(data: Uint8Array): UserStreamsMessage | undefined {
  try {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
    const message = JSON.parse(text) as Partial<UserStreamsMessage> | null;
    const isUsable =
      typeof message?.process === 'string' &&
      typeof message.isOpening === 'boolean' &&
      Array.isArray(message.ages) &&
      message.ages.length <= MAX_AGES &&
      message.ages.every((age) => typeof age === 'number' && Number.isFinite(age));
    return isUsable ? (message as UserStreamsMessage) : undefined;
  } catch {
    return undefined;
  }
}

import type { StreamId } from '#contracts';

/**
 * What a process says of the streams that are open at it. The messages of a process are numbered, so
 * that a lost one is noticed.
 */
export interface AudienceMessage {
  process: string;
  /** Counts the messages of the process. */
  number: number;
  /** Whether `opened` begins the list of all streams; further messages continue it. */
  isWhole: boolean;
  opened: StreamId[];
  closed: StreamId[];
  /** All open streams of the process, also those that carry no ephemeral frames. */
  openStreams: number;
}

export const encodeAudience = (message: AudienceMessage): Uint8Array =>
  Buffer.from(JSON.stringify(message));

/** @returns undefined for bytes of another form, such as those of another version */
export function decodeAudience(data: Uint8Array): AudienceMessage | undefined {
  try {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
    const message = JSON.parse(text) as Partial<AudienceMessage> | null;
    const isUsable =
      typeof message?.process === 'string' &&
      Number.isSafeInteger(message.number) &&
      Array.isArray(message.opened) &&
      Array.isArray(message.closed);
    return isUsable ? (message as AudienceMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether ephemeral frames are published on this stream: a driver's own stream gets none. */
export const carriesFrames = (stream: StreamId): boolean => !stream.startsWith('driver/');

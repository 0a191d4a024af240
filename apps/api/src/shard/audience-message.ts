import { decodeJson, encodeJson } from '#bus';
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

export const encodeAudience = (message: AudienceMessage): Uint8Array => encodeJson(message);

/** @returns undefined for bytes of another form, such as those of another version */
export const decodeAudience = (data: Uint8Array): AudienceMessage | undefined =>
  decodeJson<AudienceMessage>(
    data,
    ({ process, number, opened, closed }) =>
      typeof process === 'string' &&
      Number.isSafeInteger(number) &&
      Array.isArray(opened) &&
      Array.isArray(closed),
  );

/** Whether ephemeral frames are published on this stream: a driver's own stream gets none. */
export const carriesFrames = (stream: StreamId): boolean => !stream.startsWith('driver/');

import { decodeJson, encodeJson } from '#bus';

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
  encodeJson({ ...message, ages: message.ages.slice(-MAX_AGES) });

/** @returns undefined for bytes of another form, such as those of another version */
export const decodeUserStreams = (data: Uint8Array): UserStreamsMessage | undefined =>
  decodeJson<UserStreamsMessage>(
    data,
    ({ process, isOpening, ages }) =>
      typeof process === 'string' &&
      typeof isOpening === 'boolean' &&
      Array.isArray(ages) &&
      ages.length <= MAX_AGES &&
      ages.every((age) => typeof age === 'number' && Number.isFinite(age)),
  );

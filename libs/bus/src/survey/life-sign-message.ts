import { decodeJson, encodeJson } from '../json-message.js';

/** A process says that it is alive. */
export interface LifeSignMessage {
  process: string;
  /** The process ends, and answers no question any more. */
  isLast: boolean;
}

export const encodeLifeSign = (message: LifeSignMessage): Uint8Array => encodeJson(message);

/** @returns undefined for bytes of another form, such as those of another version */
export const decodeLifeSign = (data: Uint8Array): LifeSignMessage | undefined =>
  decodeJson<LifeSignMessage>(
    data,
    ({ process, isLast }) =>
      typeof process === 'string' && process.length <= 64 && typeof isLast === 'boolean',
  );

import { ephemeralMap, type EphemeralType } from '#contracts';

/** The content of an ephemeral frame: the latest state, without a number and without a history. */
export interface Ephemeral {
  type: EphemeralType;
  /** The data as JSON text, serialised once for all subscribers. */
  json: string;
}

const NEW_LINE = 0x0a;

/** `<type>\n<json>`, as a frame travels between processes. */
export const encodeFrame = ({ type, json }: Ephemeral): Uint8Array =>
  Buffer.from(`${type}\n${json}`);

/** @returns undefined for bytes that are no frame of this version */
export function decodeFrame(data: Uint8Array): Ephemeral | undefined {
  const head = data.indexOf(NEW_LINE);
  if (head < 1) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const type = bytes.toString('latin1', 0, head);
  return type in ephemeralMap
    ? { type: type as EphemeralType, json: bytes.toString('utf8', head + 1) }
    : undefined;
}

/** An event of a stream on its way between processes. */
export interface Hint {
  seq: number;
  id: string;
  type: string;
  /** The CloudEvent as JSON text. */
  json: string;
}

const SPACE = 0x20;
const NEW_LINE = 0x0a;

/** `<seq> <id> <type>\n<json>`: the bytes of the event follow as they are stored. */
export function encodeHint({ seq, id, type, json }: Hint): Buffer {
  return Buffer.from(`${seq} ${id} ${type}\n${json}`);
}

/** @returns undefined for bytes that are no hint, such as those of another version */
export function decodeHint(data: Uint8Array): Hint | undefined {
  const head = data.indexOf(NEW_LINE);
  const afterSeq = data.indexOf(SPACE);
  const afterId = data.indexOf(SPACE, afterSeq + 1);
  if (afterSeq < 1 || afterId < 0 || head < afterId) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const seq = Number(bytes.toString('latin1', 0, afterSeq));
  if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
  return {
    seq,
    id: bytes.toString('latin1', afterSeq + 1, afterId),
    type: bytes.toString('latin1', afterId + 1, head),
    json: bytes.toString('utf8', head + 1),
  };
}

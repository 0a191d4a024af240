/** The fields of a protobuf message by number: numbers, and bytes that may be a message. */
export type Fields = Map<number, (bigint | Buffer)[]>;

/** Reads the wire format, https://protobuf.dev/programming-guides/encoding. */
export function readFields(message: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const readBytes = (length: number): Buffer => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = Number(readVarint());
    const type = tag & 7;
    let value: bigint | Buffer;
    if (type === 0) value = readVarint();
    else if (type === 1) value = readBytes(8).readBigUInt64LE();
    else if (type === 2) value = readBytes(Number(readVarint()));
    else if (type === 5) value = BigInt(readBytes(4).readUInt32LE());
    else throw new Error(`Wire type ${type} at byte ${at}`);
    const known = fields.get(tag >> 3) ?? [];
    fields.set(tag >> 3, [...known, value]);
  }
  return fields;
}

/** The bytes of the values of a field. */
export const bytesOf = (fields: Fields, field: number): Buffer[] =>
  (fields.get(field) ?? []).filter((value) => Buffer.isBuffer(value));

/** The messages in a field. */
export const messagesOf = (fields: Fields, field: number): Fields[] =>
  bytesOf(fields, field).map(readFields);

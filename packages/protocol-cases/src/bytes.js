/**
 * @param {{ text?: string, base64?: string, repeat?: number }} part a part of a stream
 * @returns {Buffer} its bytes
 */
export function bytesOf({ text, base64, repeat = 1 }) {
  const bytes = base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
  return repeat === 1 ? bytes : Buffer.concat(Array.from({ length: repeat }, () => bytes));
}

/**
 * @param {{ slice?: number }} part a part of a stream
 * @returns {Buffer[]} the chunks in which it is sent: one, or slices of so many bytes
 */
export function chunksOf(part) {
  const bytes = bytesOf(part);
  const { slice = bytes.length } = part;
  if (bytes.length === 0) return [];
  return Array.from({ length: Math.ceil(bytes.length / slice) }, (_, index) =>
    bytes.subarray(index * slice, (index + 1) * slice),
  );
}

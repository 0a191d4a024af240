/** The buffers that many answers share. */
const shared = new WeakSet<Buffer>();

/**
 * Renders a document once for all its answers. An answer that waits for its client then costs no
 * copy of it.
 */
export function shareDocument(text: string | Buffer): Buffer {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  shared.add(bytes);
  return bytes;
}

export const isSharedDocument = (bytes: Buffer): boolean => shared.has(bytes);

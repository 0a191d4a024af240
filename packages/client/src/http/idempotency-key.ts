/**
 * A new idempotency key: a UUIDv4 (RFC 9562, section 5.4). Pages over plain HTTP lack
 * `crypto.randomUUID`, and React Native may lack `crypto` altogether.
 */
export function newIdempotencyKey(): string {
  const source = (globalThis as { crypto?: Partial<typeof crypto> }).crypto;
  if (source?.randomUUID) return source.randomUUID();
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));
  source?.getRandomValues?.(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

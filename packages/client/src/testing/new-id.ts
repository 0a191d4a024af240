const hex = (digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('');

/** A UUIDv7 (RFC 9562, section 5.7). Its randomness is enough for tests, in every environment. */
export function newId(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  const variant = '89ab'.charAt(Math.floor(Math.random() * 4));
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Forgets the oldest entries of a map beyond its bound. */
export function bound(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

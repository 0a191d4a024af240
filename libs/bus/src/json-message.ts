export const encodeJson = (message: object): Uint8Array => Buffer.from(JSON.stringify(message));

/**
 * @param isUsable looks at every member that the caller uses
 * @returns undefined for bytes of another form, such as those of another version
 */
export function decodeJson<T extends object>(
  data: Uint8Array,
  isUsable: (message: Partial<T>) => boolean,
): T | undefined {
  try {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
    const message = JSON.parse(text) as Partial<T> | null;
    return typeof message === 'object' && message !== null && isUsable(message)
      ? (message as T)
      : undefined;
  } catch {
    return undefined;
  }
}

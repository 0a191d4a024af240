// expect: no-restricted-properties
export const id = () => globalThis.crypto.randomUUID();

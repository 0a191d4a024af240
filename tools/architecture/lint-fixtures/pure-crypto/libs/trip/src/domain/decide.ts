// expect: no-restricted-globals
export const id = () => crypto.randomUUID();

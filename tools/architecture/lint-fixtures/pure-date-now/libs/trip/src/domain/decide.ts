// expect: no-restricted-properties
export const at = () => Date.now();

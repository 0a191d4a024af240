// expect: no-restricted-properties
export const pick = () => Math.random();

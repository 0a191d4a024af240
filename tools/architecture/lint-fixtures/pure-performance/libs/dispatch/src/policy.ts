// expect: no-restricted-globals
export const at = () => performance.now();

// expect: no-restricted-syntax
export const at = () => new Date();

// expect: no-restricted-syntax
export const at = () => Date();

// expect: nothing
export const at = () => performance.now() + Date.now();

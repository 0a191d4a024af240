// expect: @typescript-eslint/no-floating-promises
export const start = (run: () => Promise<void>) => {
  run();
};

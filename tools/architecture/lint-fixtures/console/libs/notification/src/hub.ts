// expect: no-console
export const say = () => {
  console.log('here');
};

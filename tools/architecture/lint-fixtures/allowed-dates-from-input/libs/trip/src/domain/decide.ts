// expect: nothing
export const at = (text: string) => new Date(text).getTime();

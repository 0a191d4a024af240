// expect: @typescript-eslint/switch-exhaustiveness-check
export function name(status: 'open' | 'closed') {
  switch (status) {
    case 'open':
      return 1;
  }
}

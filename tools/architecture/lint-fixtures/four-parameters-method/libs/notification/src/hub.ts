// expect: no-restricted-syntax
export class Sum {
  constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly d: number,
  ) {}

  of(a: number, b: number, c: number, d: number) {
    return this.a + a + b + c + d;
  }
}

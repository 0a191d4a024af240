/** The clock of this process is two hours fast; the database's is right. For `--import`. */
const OFF_MS = 2 * 3_600_000;
const RightDate = Date;

class WrongDate extends RightDate {
  constructor(...given: [] | ConstructorParameters<typeof Date>) {
    if (given.length === 0) super(RightDate.now() + OFF_MS);
    else super(...given);
  }

  static override now(): number {
    return RightDate.now() + OFF_MS;
  }
}

globalThis.Date = WrongDate as DateConstructor;

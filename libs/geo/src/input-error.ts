/**
 * A file somebody handed us is broken. The message alone lets them mend it:
 * `nyc_20k.csv: line 17, o_lat: "north" is not a number`.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  /**
   * @param source the file as the user knows it
   * @param where the place in it, such as `line 17, o_lat` or `links[12].travel_time`
   * @param problem what is wrong there
   */
  constructor(
    readonly source: string,
    readonly where: string,
    readonly problem: string,
  ) {
    super([source, where, problem].filter((part) => part !== '').join(': '));
  }
}

const QUOTED_LENGTH = 40;

/** A value as a message can show it: on one line, short, control characters escaped. */
export function quoted(value: string): string {
  const shown = value.length > QUOTED_LENGTH ? `${value.slice(0, QUOTED_LENGTH)}…` : value;
  return JSON.stringify(shown);
}

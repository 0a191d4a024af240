/**
 * An input file of the user is invalid. The message names what to correct:
 * `nyc_20k.csv: line 17, o_lat: "north" is not a number`.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  /**
   * @param source the name of the file, as the user gave it
   * @param where the location in the file, such as `line 17, o_lat` or `links[12].travel_time`
   * @param problem what is wrong at that location
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

/** Quotes a value for a message: on one line, at most 40 characters, control characters escaped. */
export function quoted(value: string): string {
  const shown = value.length > QUOTED_LENGTH ? `${value.slice(0, QUOTED_LENGTH)}…` : value;
  return JSON.stringify(shown);
}

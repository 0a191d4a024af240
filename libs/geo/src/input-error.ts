/** One thing that the user has to correct in an input file. */
export interface InputProblem {
  /** The location in the file, such as `line 17, o_lat` or `links[12].travel_time`; '' for all of it. */
  readonly where: string;
  /** What is wrong at that location. */
  readonly problem: string;
  /** What the user can do about it, as a sentence; undefined where the problem says it. */
  readonly remedy?: string;
}

/** The most problems that an error lists. More of them rarely have another reason. */
export const LISTED_PROBLEMS = 20;

/**
 * An input file of the user is invalid. The message names what to correct:
 * `nyc_20k.csv: line 17, o_lat: "north" is not a number`. An error with several problems
 * (`InputProblems`) lists each of them on a line of its own.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** The first problems of the file, at least one and at most 20. */
  readonly problems: readonly InputProblem[];
  /** All problems that were found, those included that are not listed. */
  readonly count: number = 1;

  /**
   * @param source the name of the file, as the user gave it
   * @param where the location in the file of the first problem
   * @param problem what is wrong at that location
   */
  constructor(
    readonly source: string,
    readonly where: string,
    readonly problem: string,
  ) {
    super(joinParts([source, where, problem]));
    this.problems = [{ where, problem }];
  }

  /**
   * @param problems at least one; those after the twentieth are not listed
   * @param count the problems that were found, at least as many as are given
   */
  static fromProblems(
    source: string,
    problems: readonly InputProblem[],
    count: number,
  ): InputError {
    const [first] = problems;
    if (!first) throw new RangeError('an InputError needs a problem');
    const listed = problems.slice(0, LISTED_PROBLEMS);
    const error = new InputError(source, first.where, first.problem);
    const message = count === 1 ? lineOf(source, first) : listOf(source, listed, count);
    return Object.assign(error, { problems: listed, count, message });
  }
}

/**
 * Collects the problems of one file, so that the user can correct them all before the next try.
 * It keeps the first twenty and counts the rest.
 *
 * @example
 * const problems = new InputProblems('city.json');
 * problems.add('links[3].length', '-1 is not a length');
 * problems.throwIfAny();
 */
export class InputProblems {
  /** All problems that were added. */
  count = 0;
  private readonly listed: InputProblem[] = [];

  /** @param source the name of the file, as the user gave it */
  constructor(readonly source: string) {}

  /** Adds a problem. @param remedy what the user can do, as a sentence */
  add(where: string, problem: string, remedy?: string): void {
    this.count += 1;
    if (this.listed.length < LISTED_PROBLEMS) this.listed.push({ where, problem, remedy });
  }

  /** Adds the problems of an error that a step of reading has thrown. */
  addError({ problems, count }: InputError): void {
    for (const { where, problem, remedy } of problems) this.add(where, problem, remedy);
    this.count += count - problems.length;
  }

  /** @throws InputError with all problems, if there is one */
  throwIfAny(): void {
    if (this.count > 0) throw InputError.fromProblems(this.source, this.listed, this.count);
  }
}

/** Describes why a file can't be read, for an `InputError`. @param error of `node:fs` */
export function describeFileError(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, and not a file';
  if (code === 'EACCES') return 'may not be read';
  return `can't be read (${typeof code === 'string' ? code : String(error)})`;
}

const QUOTED_LENGTH = 40;

/** Quotes a value for a message: on one line, at most 40 characters, control characters escaped. */
export function quoted(value: string): string {
  const shown = value.length > QUOTED_LENGTH ? `${value.slice(0, QUOTED_LENGTH)}…` : value;
  return JSON.stringify(shown);
}

function listOf(source: string, listed: readonly InputProblem[], count: number): string {
  const lines = listed.map((each) => `  ${lineOf('', each)}`);
  const more = count > listed.length ? [`  and ${count - listed.length} more`] : [];
  return [joinParts([source, `${count} problems`]), ...lines, ...more].join('\n');
}

function lineOf(source: string, { where, problem, remedy }: InputProblem): string {
  const line = joinParts([source, where, problem]);
  if (remedy === undefined) return line;
  return /[.?!]$/.test(line) ? `${line} ${remedy}` : `${line}. ${remedy}`;
}

const joinParts = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(': ');

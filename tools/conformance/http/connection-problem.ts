/** The server gave no answer: it can't be reached, cut the connection, or took too long. */
export class ConnectionProblem extends Error {
  override readonly name = 'ConnectionProblem';
}

/** The server accepted the request and sent no headers in time. */
export class NoAnswer extends ConnectionProblem {}

/** There is no stream to look at: the address gave none in time, or another answer than 200. */
export class NoStream extends Error {
  override readonly name = 'NoStream';
}

/** No check is possible: the address can't be reached, or no event can be made to happen. */
export class Bailout extends Error {
  override readonly name = 'Bailout';
}

/** The text of an error of Node.js with its code; some have an empty message. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return describeError(error.errors[0]);
  }
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || error.name;
  return code === undefined || text.includes(code) ? text : `${text} (${code})`;
}

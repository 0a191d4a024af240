/** Receives an error of the caller's own code; see `onError` of `connect`. */
export type ErrorHandler = (error: unknown) => void;

/**
 * Reports an error that no caller receives.
 *
 * @param onError default: `reportError` of browsers, which fires the `error` event of the page; elsewhere
 *   `console.error`
 */
export function report(error: unknown, onError?: ErrorHandler): void {
  const { reportError } = globalThis as { reportError?: ErrorHandler };
  try {
    // eslint-disable-next-line no-console -- the last resort of a library without a logger
    (onError ?? reportError ?? console.error)(error);
  } catch {
    // The receiver of errors has failed itself, so there is no receiver left.
  }
}

/**
 * Calls a handler of the caller. Its error is reported, and so is the rejection of a promise that it
 * returns: neither may end the stream, or the process.
 */
export function guarded(action: () => unknown, onError?: ErrorHandler): void {
  const fail = (error: unknown): void => {
    report(error, onError);
  };
  try {
    const result = action() as Partial<PromiseLike<unknown>> | undefined;
    result?.then?.(undefined, fail);
  } catch (error) {
    fail(error);
  }
}

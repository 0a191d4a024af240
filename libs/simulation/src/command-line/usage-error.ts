/** The command line holds a value that the command does not accept; the message says what it accepts. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was typed on the command line can't be meant; the message says what can. */
export class BadOption extends Error {
  override readonly name = 'BadOption';
}

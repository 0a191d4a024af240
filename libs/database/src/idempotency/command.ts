/** Who asks for what: enough to recognise the same command when it comes again. */
export interface Command {
  /** Keys belong to a user: two users may choose the same one. */
  userId: string;
  method: string;
  path: string;
  /** The `Idempotency-Key` header, or null when none was sent. */
  key: string | null;
  /** The parsed body; its hash tells a retry from another command with the same key. */
  body: unknown;
}

/** The answer to a command, and whether it is a stored one. */
export class CommandOutcome<T> {
  constructor(
    readonly body: T,
    readonly replayed: boolean,
  ) {}
}

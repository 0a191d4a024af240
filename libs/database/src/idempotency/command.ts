/** A client's command, with the fields by which a retry is recognised. */
export interface Command {
  /** The owner of the key: two users may choose the same key. */
  userId: string;
  /** Whether `userId` is a user; without a token it names an address. */
  isAnonymous: boolean;
  /** The id in the path, of the trip or offer that the command locks; null without one. */
  row: string | null;
  method: string;
  path: string;
  /** The `Idempotency-Key` header, or null when none was sent. */
  key: string | null;
  /** The parsed body. Its hash distinguishes a retry from another command with the same key. */
  body: unknown;
}

/** The answer to a command. `replayed` is true when it is the stored answer of an earlier run. */
export class CommandOutcome<T> {
  constructor(
    readonly body: T,
    readonly replayed: boolean,
  ) {}
}

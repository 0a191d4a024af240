/** A position in the history: `xmin:xmax:xip` as `pg_snapshot` writes it. */
const POSITION = /^(\d{1,20}):(\d{1,20}):((?:\d{1,20})(?:,\d{1,20})*)?$/;

/** Far above the number of connections, so a forged position can't make a long statement. */
const MAX_EXCLUDED = 10_000;

/** The largest transaction id (`xid8`), plus one. */
const LIMIT = 2n ** 64n;

/**
 * A position in the history, in the order of commits: the set of the transactions whose events a
 * consumer has handled. All transactions below `upTo` are handled, but those that were open or
 * deferred. It is written as a `pg_snapshot`, so PostgreSQL compares it with the ids of rows. Unlike
 * a snapshot it may end in the middle of the history, so that a consumer reads batches.
 */
export class CommitPosition {
  private constructor(
    /** The first transaction id that is not handled as a whole range. */
    readonly upTo: bigint,
    /** The transactions below `upTo` that are not handled, in ascending order. */
    readonly excluded: readonly bigint[],
  ) {}

  /** @param excluded transactions that are not handled; those at or above `upTo` are left out */
  static create(upTo: bigint, excluded: Iterable<bigint> = []): CommitPosition {
    const below = [...new Set(excluded)].filter((xid) => xid < upTo);
    return new CommitPosition(
      upTo,
      below.sort((a, b) => (a < b ? -1 : 1)),
    );
  }

  /** @returns null for a text that is not a position */
  static parse(text: string): CommitPosition | null {
    const [, xmin = '', xmax = '', xip] = POSITION.exec(text) ?? [];
    if (xmin === '') return null;
    const excluded = (xip?.split(',') ?? []).map(BigInt);
    const upTo = BigInt(xmax);
    const first = BigInt(xmin);
    const isOrdered = excluded.every((xid, index) => xid > (excluded[index - 1] ?? first - 1n));
    if (upTo >= LIMIT || first < 1n || first > upTo || excluded.length > MAX_EXCLUDED) return null;
    if (!isOrdered || (excluded.at(-1) ?? 0n) >= upTo) return null;
    return CommitPosition.create(upTo, excluded);
  }

  /** Whether the events of a transaction are handled at this position. */
  includes(xid: bigint): boolean {
    return xid < this.upTo && !this.excluded.includes(xid);
  }

  /** The text of a `pg_snapshot`. */
  toString(): string {
    const [first = this.upTo] = this.excluded;
    return `${first}:${this.upTo}:${this.excluded.join(',')}`;
  }
}

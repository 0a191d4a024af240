import pg from 'pg';

type Callback = (error: Error | null, result: pg.QueryResult) => void;

/** The members of pg's `Query` and `Connection` that its types lack. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void };
  bind(config: { statement: string; values: unknown[] }): void;
  execute(config: object): void;
  sync(): void;
}

interface OpenQuery {
  submit(connection: Connection): Error | null;
  handleCommandComplete(message: unknown, connection: Connection): void;
}

const PgQuery = pg.Query as unknown as new (
  config: pg.QueryConfig & { queryMode: 'extended' },
  callback: Callback,
) => OpenQuery;

/**
 * The first statement of a transaction, sent together with the BEGIN before it. There is no Sync
 * message between the two, so PostgreSQL skips the statement when BEGIN fails: it never runs outside
 * of the transaction.
 *
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class BegunQuery extends PgQuery {
  private hasBegun = false;

  /** @param begin the name of the statement that begins the transaction; the connection knows it */
  constructor(
    readonly begin: string,
    config: pg.QueryConfig,
    callback: Callback,
  ) {
    super({ ...config, queryMode: 'extended' }, callback);
  }

  override submit(connection: Connection): Error | null {
    connection.stream.cork();
    try {
      connection.bind({ statement: this.begin, values: [] });
      connection.execute({});
      const refusal = super.submit(connection);
      // A refused statement has sent no Sync itself.
      if (refusal) connection.sync();
      return refusal;
    } finally {
      connection.stream.uncork();
    }
  }

  /** The first completed command is BEGIN; the caller gets the result of the second one. */
  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.hasBegun) super.handleCommandComplete(message, connection);
    this.hasBegun = true;
  }
}

import pg from 'pg';

/**
 * A client that always has an `error` listener. pg-pool takes its own away when a client is
 * handed out, and TypeORM adds one a few microtasks later: a backend terminated in between
 * would take the process down. The error isn't lost: the next query fails with it.
 */
export class ErrorHandlingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

import pg from 'pg';

/**
 * A client that always has an `error` listener. pg-pool removes its own listener when it hands a
 * client out, and TypeORM adds one a few microtasks later. A backend that is terminated between
 * the two would end the process with an unhandled `error` event. The listener may ignore the
 * error, because the next query on the client fails with it.
 */
export class ErrorHandlingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

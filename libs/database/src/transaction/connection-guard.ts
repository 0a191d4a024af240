import { AsyncLocalStorage } from 'node:async_hooks';

/** A call chain that holds a connection, until its transaction has ended. */
interface Holder {
  holds: boolean;
}

/** A code path that holds a connection asked for a second one. */
export class NestedConnectionError extends Error {
  override readonly name = 'NestedConnectionError';

  constructor() {
    super(
      'This call holds a database connection and asks for a second one. When every connection ' +
        'of the pool is held by such a call, all of them wait for ever. Use the transaction ' +
        'that is open, or ask before it begins.',
    );
  }
}

/**
 * Forbids that a code path which holds a connection waits for another one: with as many such
 * paths as the pool has connections, each waits for a connection that another one holds. The
 * path is followed by AsyncLocalStorage, so callbacks and promises belong to it.
 *
 * Up to Node 22 an AsyncLocalStorage in use makes every promise, timer and socket of the process
 * slower and larger: an idle stream takes a quarter more memory, and a delivery a fifth more time
 * (ADR 0023). So production follows no path.
 */
class ConnectionGuard {
  private readonly storage = new AsyncLocalStorage<Holder>();
  private isStrict = true;

  /**
   * @param isStrict true (the default): a second connection is refused with an error, so that
   *   development and tests find the path. false, for production: no call is checked.
   */
  setStrict(isStrict: boolean): void {
    this.isStrict = isStrict;
  }

  /** Runs work that holds a connection; the calls it starts and awaits belong to it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isStrict) return work();
    this.requireFree();
    const holder: Holder = { holds: true };
    try {
      return await this.storage.run(holder, work);
    } finally {
      // Work that goes on in the background, such as a wake-up, holds no connection any more.
      holder.holds = false;
    }
  }

  /** @throws NestedConnectionError when the caller holds a connection, in strict mode */
  requireFree(): void {
    if (this.isStrict && this.storage.getStore()?.holds) throw new NestedConnectionError();
  }
}

/** The guard of this process: every pool and the engine's connection count. */
export const connectionGuard = new ConnectionGuard();

import type { StreamSource } from '../connect/stream-source.js';
import type { StreamOptions, StreamState } from '../stream/stream-options.js';
import { Follower } from './follower.js';
import { Leader } from './leader.js';
import type { TabApis, TabChannel } from './tab-apis.js';
import type { TabMessage } from './tab-message.js';
import type { ActiveTransport } from '../stream/transport-selector.js';

/**
 * One connection for all tabs that use the same name. The tab that holds the lock of that name is
 * the leader. The browser passes the lock on when a tab closes, and a follower steals it from a
 * leader that does not answer. Each tab tracks its own cursor, so that a new leader resumes from
 * there and neither skips nor repeats an event.
 */
export class TabSource implements StreamSource {
  readonly #options: StreamOptions;
  #channel: TabChannel | undefined;
  #role: Leader | Follower | undefined;
  #lastCursor: string | undefined;
  #ended = false;
  /** This tab's present request for the lock. Once aborted, its outcome is ignored. */
  #lockRequest: AbortController | undefined;

  constructor(
    options: StreamOptions,
    private readonly name: string,
    private readonly apis: TabApis,
  ) {
    this.#lastCursor = options.cursor;
    this.#options = {
      ...options,
      onState: (state) => {
        if (state.status === 'ended') this.#end(state);
        else options.onState?.(state);
      },
    };
    this.#report = (state) => options.onState?.(state);
  }

  get cursor(): string | undefined {
    return this.#role instanceof Leader ? this.#role.connection.cursor : this.#role?.cursor;
  }

  get transport(): ActiveTransport {
    return this.#role instanceof Leader
      ? this.#role.connection.transport
      : (this.#role?.transport ?? 'stream');
  }

  /** The leader acknowledges the messages for all tabs. */
  get ownsConnection(): boolean {
    return this.#role instanceof Leader;
  }

  connect(): void {
    if (this.#role || this.#ended) return;
    try {
      this.#channel = this.apis.openChannel(this.name);
    } catch {
      // A sandboxed page may not use channels: this tab has its own connection.
      this.#lead();
      return;
    }
    this.#channel.onmessage = ({ data }) => this.#role?.onMessage(data);
    this.#follow();
    void this.#requestLock({ steal: false });
  }

  /** Pauses this tab and releases the lock, so that another tab may lead. */
  disconnect(): void {
    if (!this.#role) return;
    this.#leave();
    this.#report({ status: 'paused' });
  }

  wake(): void {
    if (this.#role instanceof Leader) this.#role.connection.wake();
    else this.#role?.wake();
  }

  close(): void {
    this.#end({ status: 'ended' });
  }

  readonly #report: (state: StreamState) => void;

  #end(state: StreamState): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    this.#report(state);
  }

  #leave(): void {
    this.#stepDown();
    this.#lockRequest?.abort();
    this.#lockRequest = undefined;
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** @param steal takes the lock from a leader whose tab is frozen */
  async #requestLock({ steal }: { steal: boolean }): Promise<void> {
    this.#lockRequest?.abort();
    const request = new AbortController();
    this.#lockRequest = request;
    const options = steal ? { steal } : { signal: request.signal };
    const lock: { isGranted?: boolean } = {};
    try {
      await this.apis.locks.request(this.name, options, () => {
        lock.isGranted = true;
        return this.#holdLock(request);
      });
    } catch {
      // The reason does not matter: below, only whether the lock was held before.
    }
    if (request.signal.aborted) return;
    if (!lock.isGranted) {
      // The browser refuses locks to this page, and would refuse the next request too.
      this.#lead();
      return;
    }
    // Another tab stole the lock while this one was frozen, so this one becomes a follower.
    this.#follow();
    void this.#requestLock({ steal: false });
  }

  /** Leads until the lock request is aborted. */
  #holdLock(request: AbortController): Promise<void> {
    if (request.signal.aborted) return Promise.resolve();
    this.#lead();
    return new Promise((resolve) => {
      request.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #lead(): void {
    this.#stepDown();
    const leader = new Leader({ ...this.#options, cursor: this.#lastCursor }, this.#post);
    this.#role = leader;
    leader.connection.connect();
  }

  #follow(): void {
    this.#stepDown();
    this.#role = new Follower(
      { ...this.#options, cursor: this.#lastCursor },
      { post: this.#post, onLeaderLost: () => void this.#requestLock({ steal: true }) },
    );
  }

  readonly #post = (message: TabMessage): void => {
    try {
      this.#channel?.postMessage(message);
    } catch {
      // The channel is closed, or a message can't be copied. Tabs without messages poll, and take over.
    }
  };

  /** Ends the present role. The cursor is kept for the next one. */
  #stepDown(): void {
    const role = this.#role;
    this.#lastCursor = this.cursor ?? this.#lastCursor;
    this.#role = undefined;
    role?.end();
  }
}

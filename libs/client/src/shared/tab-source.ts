import type { StreamSource } from '../connect/stream-source.js';
import type { StreamOptions, StreamState } from '../stream/stream-options.js';
import { Follower } from './follower.js';
import { Leader } from './leader.js';
import type { TabApis, TabChannel } from './tab-apis.js';
import type { TabMessage } from './tab-message.js';

/**
 * One connection for all tabs that use the same name. Whoever holds the lock of that name
 * leads; the browser passes it on when a tab closes, and it is taken from a leader that
 * doesn't answer. Each tab knows how far it has got itself, so that who begins to lead
 * resumes from there: nothing is missed and nothing comes twice.
 */
export class TabSource implements StreamSource {
  private readonly options: StreamOptions;
  private channel: TabChannel | undefined;
  private role: Leader | Follower | undefined;
  private lastCursor: string | undefined;
  private ended = false;
  /** Our present request for the lock; aborted: nothing of it counts any more. */
  private lockRequest: AbortController | undefined;

  constructor(
    options: StreamOptions,
    private readonly name: string,
    private readonly apis: TabApis,
  ) {
    this.lastCursor = options.cursor;
    this.options = {
      ...options,
      onState: (state) => {
        if (state.status === 'ended') this.end(state);
        else options.onState?.(state);
      },
    };
    this.report = (state) => options.onState?.(state);
  }

  get cursor(): string | undefined {
    return this.role instanceof Leader ? this.role.connection.cursor : this.role?.cursor;
  }

  get transport(): 'stream' | 'polling' {
    return this.role instanceof Leader
      ? this.role.connection.transport
      : (this.role?.transport ?? 'stream');
  }

  /** What followers hear, the leader has acknowledged. */
  get ownsConnection(): boolean {
    return this.role instanceof Leader;
  }

  connect(): void {
    if (this.channel || this.ended) return;
    this.channel = this.apis.openChannel(this.name);
    this.channel.onmessage = ({ data }) => this.role?.onMessage(data);
    this.follow();
    this.requestLock({ steal: false });
  }

  /** Somebody else may lead meanwhile. */
  disconnect(): void {
    if (!this.channel) return;
    this.leave();
    this.report({ status: 'paused' });
  }

  wake(): void {
    if (this.role instanceof Leader) this.role.connection.wake();
    else this.role?.wake();
  }

  close(): void {
    this.end({ status: 'ended' });
  }

  private readonly report: (state: StreamState) => void;

  private end(state: StreamState): void {
    if (this.ended) return;
    this.ended = true;
    this.leave();
    this.report(state);
  }

  private leave(): void {
    this.stepDown();
    this.lockRequest?.abort();
    this.lockRequest = undefined;
    this.channel?.close();
    this.channel = undefined;
  }

  /** @param steal from a leader whose tab is frozen */
  private requestLock({ steal }: { steal: boolean }): void {
    this.lockRequest?.abort();
    const claim = new AbortController();
    this.lockRequest = claim;
    const options = steal ? { steal } : { signal: claim.signal };
    void this.apis.locks
      .request(this.name, options, () => this.holdLock(claim))
      .catch(() => undefined)
      .then(() => {
        // Another tab has taken it from us, while ours was frozen.
        if (claim.signal.aborted) return;
        this.follow();
        this.requestLock({ steal: false });
      });
  }

  /** Leads until the claim is given up. */
  private holdLock(claim: AbortController): Promise<void> {
    if (claim.signal.aborted) return Promise.resolve();
    this.lead();
    return new Promise((resolve) => {
      claim.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  private lead(): void {
    this.stepDown();
    const leader = new Leader({ ...this.options, cursor: this.lastCursor }, this.post);
    this.role = leader;
    leader.connection.connect();
  }

  private follow(): void {
    this.stepDown();
    this.role = new Follower(
      { ...this.options, cursor: this.lastCursor },
      { post: this.post, onLeaderLost: () => this.requestLock({ steal: true }) },
    );
  }

  private readonly post = (message: TabMessage): void => this.channel?.postMessage(message);

  /** What this tab knows stays. */
  private stepDown(): void {
    const { role } = this;
    this.lastCursor = this.cursor ?? this.lastCursor;
    this.role = undefined;
    role?.end();
  }
}

import { StreamConnection } from '../stream/stream-connection.js';
import { clockOffsetOf } from '../stream/clock-offset.js';
import type { StreamOptions, StreamState } from '../stream/stream-options.js';
import type { LeaderState, TabMessage } from './tab-message.js';

/** The shortest time between two forwarded signs of life, in milliseconds. */
const ALIVE_EVERY_MS = 1_000;

/** The tab that has the connection. It forwards all messages to the other tabs. */
export class Leader {
  readonly connection: StreamConnection;
  #state: LeaderState;
  #mode: 'fresh' | 'reset' = 'fresh';
  #aliveSentAt = -Infinity;
  #isMute = false;

  constructor(
    private readonly options: StreamOptions,
    private readonly post: (message: TabMessage) => void,
  ) {
    this.connection = new StreamConnection({ ...options, ...this.#listeners() });
    this.#state = { status: 'connecting', delayMs: 0, clockOffsetMs: 0, transport: 'stream' };
  }

  onMessage(message: TabMessage): void {
    if (message.kind === 'ask') this.#broadcast({ kind: 'state', state: this.#state });
    if (message.kind === 'wake') this.connection.wake();
  }

  /** Closes the connection and stops forwarding, because another tab is the leader from now on. */
  end(): void {
    this.#isMute = true;
    this.connection.disconnect();
  }

  #broadcast(message: TabMessage): void {
    if (!this.#isMute) this.post(message);
  }

  #listeners(): Partial<StreamOptions> & Pick<StreamOptions, 'onEvent'> {
    const { onEvent, onSnapshot, onEphemeral, onAlive, onState } = this.options;
    return {
      onEvent: (event, delivery) => {
        this.#broadcast({ kind: 'event', event, cursor: delivery.cursor });
        onEvent(event, delivery);
      },
      onSnapshot: (snapshot, at) => {
        this.#broadcast({ kind: 'snapshot', snapshot, cursor: at.cursor, mode: this.#mode });
        onSnapshot?.(snapshot, at);
      },
      onEphemeral: (type, data) => {
        this.#broadcast({ kind: 'reading', type, data });
        onEphemeral?.(type, data);
      },
      onAlive: () => {
        this.#broadcastAlive();
        onAlive?.();
      },
      onState: (state) => {
        this.#updateState(state);
        onState?.(state);
      },
    };
  }

  #updateState(state: StreamState): void {
    if (state.status === 'ended') return;
    const { clockOffsetMs } = this.#state;
    const delayMs = state.status === 'waiting' ? state.delayMs : 0;
    const { transport } = this.connection;
    this.#state = { status: state.status, delayMs, clockOffsetMs, transport };
    if (state.status === 'open') {
      this.#mode = state.opening.opened.mode === 'reset' ? 'reset' : 'fresh';
      this.#state.clockOffsetMs = clockOffsetOf(state.opening) ?? clockOffsetMs;
    }
    this.#broadcast({ kind: 'state', state: this.#state });
  }

  #broadcastAlive(): void {
    const now = performance.now();
    if (now - this.#aliveSentAt < ALIVE_EVERY_MS) return;
    this.#aliveSentAt = now;
    this.#broadcast({ kind: 'alive' });
  }
}

import type { AnyCloudEvent } from '#contracts';
import { Credentials } from '../http/credentials.js';
import { guarded } from '../http/guarded.js';
import { onAbort } from '../http/on-abort.js';
import { watchPage } from './page-activity.js';
import type { EventDelivery, StreamOptions, StreamState } from '../stream/stream-options.js';
import { DEFAULT_STALE_AFTER_MS } from '../stream/transport-reader.js';
import type { ConnectSettings, ConnectState } from './connect-options.js';
import { CursorKeeper } from './cursor-keeper.js';
import { MessageQueue } from './message-queue.js';
import { StatusTracker } from './status-tracker.js';
import { pathOf } from './stream-address.js';
import type { EventMetadata, SnapshotMetadata } from './stream-message.js';
import type { OpenSource, StreamSource } from './stream-source.js';

/** A message without its type: the type parameter of `connect` has already fixed the types. */
export interface AnyMessage {
  type: string;
  data: unknown;
  cursor?: string;
}

export interface AnyListener extends ConnectSettings {
  onEvent?: (event: unknown, metadata: EventMetadata) => unknown;
  onSnapshot?: (snapshot: unknown, metadata: SnapshotMetadata) => unknown;
  onEphemeral?: (message: unknown) => unknown;
  onState?: (state: ConnectState) => unknown;
  onCursor?: (cursor: string) => unknown;
  onError?: (error: unknown) => void;
}

/** An open stream with its source, status, handlers, queue and cursor. */
export class StreamSession {
  readonly #tracker: StatusTracker;
  readonly #credentials: Credentials;
  readonly #keeper: CursorKeeper;
  readonly #unwatchPage: () => void;
  /** The stream is paused while there is a reason: a slow consumer, a suspended page. */
  readonly #holds = new Set<'consumer' | 'page'>();
  /** The browser went offline and no byte has arrived since, so the connection may be dead. */
  #isDoubtful = false;
  #queue: MessageQueue<AnyMessage> | undefined;
  #source: StreamSource | undefined;
  #opened: Pick<SnapshotMetadata, 'mode' | 'reason'> = { mode: 'fresh' };
  #isClosed = false;

  constructor(
    private readonly options: AnyListener,
    private readonly openSource: OpenSource,
  ) {
    this.#credentials = new Credentials(options);
    this.#keeper = new CursorKeeper(options, this.#credentials);
    this.#tracker = new StatusTracker({
      staleAfterMs: options.staleAfterMs ?? DEFAULT_STALE_AFTER_MS,
      hasHistory: options.stream !== 'ops',
      transport: () => this.#source?.transport ?? 'stream',
      onState: (state) => {
        this.#guard(() => options.onState?.(state));
      },
    });
    // Without handlers the caller will iterate later. The queue keeps the messages until then.
    if (!options.onEvent && !options.onSnapshot && !options.onEphemeral)
      this.#queue = this.#newQueue();
    this.#unwatchPage = watchPage({
      onActive: () => {
        this.#hold('page', false);
        this.wake();
      },
      onSuspended: () => {
        this.#hold('page', true);
      },
      onOffline: () => {
        this.#isDoubtful = true;
      },
      onOnline: () => {
        this.#reconnectIfDoubtful();
      },
    });
    this.#guard(() => this.#start());
    onAbort(options.signal, () => {
      this.close();
    });
  }

  get state(): ConnectState {
    return this.#tracker.state;
  }

  get cursor(): string | undefined {
    return this.#keeper.cursor;
  }

  close(): void {
    if (this.#source) this.#source.close();
    else this.#update({ status: 'ended' });
  }

  wake(): void {
    this.#source?.wake();
  }

  /** @throws Error when a loop iterates the stream already, because each message goes to one loop */
  [Symbol.asyncIterator](): AsyncIterator<AnyMessage, undefined> {
    const queued = this.#queue;
    if (queued?.isIterated) throw new Error('This stream is being iterated already.');
    const queue = queued ?? this.#newQueue();
    queue.isIterated = true;
    this.#queue = queue;
    if (this.#isClosed) queue.end(this.state.problem);
    return queue;
  }

  #newQueue(): MessageQueue<AnyMessage> {
    return new MessageQueue({
      onYielded: (message) => {
        this.#keeper.acknowledge(message);
      },
      onProcessed: (message) => {
        this.#keeper.store(message);
      },
      onFull: () => {
        this.#hold('consumer', true);
      },
      onDrained: () => {
        this.#hold('consumer', false);
      },
      onReturn: () => {
        this.close();
      },
    });
  }

  async #start(): Promise<void> {
    const cursor = await this.#keeper.load();
    if (this.#isClosed) return;
    const { options } = this;
    const credentials = this.#credentials;
    const { baseUrl, stream, staleAfterMs, fetch, WebSocket } = options;
    this.#source = this.openSource({
      baseUrl,
      credentials,
      staleAfterMs,
      fetch,
      WebSocket,
      cursor,
      path: pathOf(stream),
      transport: options.transport ?? 'auto',
      ...this.#listeners(),
    });
    this.#keeper.ownsConnection = () => this.#source?.ownsConnection ?? false;
    this.#resume();
  }

  #hold(reason: 'consumer' | 'page', isHeld: boolean): void {
    if (isHeld) {
      this.#holds.add(reason);
      this.#source?.disconnect();
    } else {
      this.#holds.delete(reason);
      this.#resume();
    }
  }

  #resume(): void {
    if (this.#holds.size === 0) this.#source?.connect();
  }

  #reconnectIfDoubtful(): void {
    if (this.#isDoubtful) this.#source?.disconnect();
    this.#isDoubtful = false;
    this.#resume();
    this.wake();
  }

  #guard(handler: () => unknown): void {
    guarded(handler, this.options.onError);
  }

  #listeners(): Pick<
    StreamOptions,
    'onEvent' | 'onSnapshot' | 'onEphemeral' | 'onState' | 'onAlive'
  > {
    return {
      onEvent: (event, delivery) => {
        this.#handleEvent(event, delivery);
      },
      onSnapshot: (snapshot, { cursor, seq }) => {
        this.#handleSnapshot(snapshot, { cursor, seq, ...this.#opened });
      },
      onEphemeral: (type, data) => {
        const message = { type, data };
        this.#queue?.push(message);
        this.#guard(() => this.options.onEphemeral?.(message));
      },
      onState: (state) => {
        this.#update(state);
      },
      onAlive: () => {
        this.#isDoubtful = false;
        this.#tracker.markAlive();
      },
    };
  }

  #handleEvent(event: AnyCloudEvent, { cursor, seq, replayed }: EventDelivery): void {
    const metadata = { cursor, seq, replayed };
    const message = { ...event, ...metadata };
    this.#queue?.push(message);
    this.#deliver(message, () => this.options.onEvent?.(event, metadata));
  }

  #handleSnapshot(data: unknown, metadata: SnapshotMetadata): void {
    const message = { type: 'stream.snapshot' as const, data, ...metadata };
    this.#queue?.push(message);
    this.#deliver(message, () => this.options.onSnapshot?.(data, metadata));
  }

  /** A handler has processed a message when it returns, a loop when it asks for the next one. */
  #deliver(message: AnyMessage & { cursor: string }, handler: () => unknown): void {
    this.#guard(handler);
    this.#tracker.advanceTo(message.cursor, message.type === 'stream.snapshot');
    if (this.#queue) return;
    this.#keeper.acknowledge(message);
    this.#keeper.store(message);
  }

  #update(state: StreamState): void {
    if (state.status === 'open') {
      const { mode, reason } = state.opening.opened;
      this.#opened = { mode: mode === 'reset' ? mode : 'fresh', ...(reason && { reason }) };
    }
    if (state.status === 'ended') this.#end(state);
    this.#tracker.update(state);
  }

  #end({ problem }: Extract<StreamState, { status: 'ended' }>): void {
    this.#isClosed = true;
    this.#unwatchPage();
    this.#keeper.end();
    this.#queue?.end(problem);
  }
}

import type { AnyCloudEvent } from '#contracts';
import { Credentials } from '../http/credentials.js';
import { onPageWake } from './page-wake.js';
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
  onEvent?: (event: unknown, metadata: EventMetadata) => void;
  onSnapshot?: (snapshot: unknown, metadata: SnapshotMetadata) => void;
  onEphemeral?: (message: unknown) => void;
  onState?: (state: ConnectState) => void;
  onCursor?: (cursor: string) => void;
}

/** An open stream with its source, status, handlers, queue and cursor. */
export class StreamSession {
  private readonly tracker: StatusTracker;
  private readonly credentials: Credentials;
  private readonly keeper: CursorKeeper;
  private readonly endWakes: () => void;
  private queue: MessageQueue<AnyMessage> | undefined;
  private source: StreamSource | undefined;
  private opened: Pick<SnapshotMetadata, 'mode' | 'reason'> = { mode: 'fresh' };
  private isClosed = false;

  constructor(
    private readonly options: AnyListener,
    private readonly openSource: OpenSource,
  ) {
    this.credentials = new Credentials(options);
    this.keeper = new CursorKeeper(options, this.credentials);
    this.tracker = new StatusTracker({
      staleAfterMs: options.staleAfterMs ?? DEFAULT_STALE_AFTER_MS,
      hasHistory: options.stream !== 'ops',
      transport: () => this.source?.transport ?? 'stream',
      onState: (state) => options.onState?.(state),
    });
    // Without handlers the caller will iterate later. The queue keeps the messages until then.
    if (!options.onEvent && !options.onSnapshot && !options.onEphemeral)
      this.queue = this.newQueue();
    this.endWakes = onPageWake(() => this.source?.wake());
    options.signal?.addEventListener(
      'abort',
      () => {
        this.close();
      },
      { once: true },
    );
    if (options.signal?.aborted) this.close();
    else void this.start();
  }

  get state(): ConnectState {
    return this.tracker.state;
  }

  get cursor(): string | undefined {
    return this.keeper.cursor;
  }

  close(): void {
    if (this.source) this.source.close();
    else this.update({ status: 'ended' });
  }

  wake(): void {
    this.source?.wake();
  }

  /** @throws Error when a loop iterates the stream already, because each message goes to one loop */
  [Symbol.asyncIterator](): AsyncIterator<AnyMessage, undefined> {
    const queued = this.queue;
    if (queued?.isIterated) throw new Error('This stream is being iterated already.');
    const queue = queued ?? this.newQueue();
    queue.isIterated = true;
    this.queue = queue;
    if (this.isClosed) queue.end(this.state.problem);
    return queue;
  }

  private newQueue(): MessageQueue<AnyMessage> {
    return new MessageQueue({
      onYielded: (message) => {
        this.keeper.acknowledge(message);
      },
      onProcessed: (message) => {
        this.keeper.store(message);
      },
      onFull: () => this.source?.disconnect(),
      onDrained: () => this.source?.connect(),
      onReturn: () => {
        this.close();
      },
    });
  }

  private async start(): Promise<void> {
    const cursor = await this.keeper.load();
    if (this.isClosed) return;
    const { credentials, options } = this;
    const { baseUrl, stream, staleAfterMs, fetch } = options;
    this.source = this.openSource({
      baseUrl,
      credentials,
      staleAfterMs,
      fetch,
      cursor,
      path: pathOf(stream),
      transport: options.transport ?? 'auto',
      ...this.listeners(),
    });
    this.keeper.ownsConnection = () => this.source?.ownsConnection ?? false;
    this.source.connect();
  }

  private listeners(): Pick<
    StreamOptions,
    'onEvent' | 'onSnapshot' | 'onEphemeral' | 'onState' | 'onAlive'
  > {
    return {
      onEvent: (event, delivery) => {
        this.handleEvent(event, delivery);
      },
      onSnapshot: (snapshot, { cursor, seq }) => {
        this.handleSnapshot(snapshot, { cursor, seq, ...this.opened });
      },
      onEphemeral: (type, data) => {
        const message = { type, data };
        this.queue?.push(message);
        this.options.onEphemeral?.(message);
      },
      onState: (state) => {
        this.update(state);
      },
      onAlive: () => {
        this.tracker.markAlive();
      },
    };
  }

  private handleEvent(event: AnyCloudEvent, { cursor, seq, replayed }: EventDelivery): void {
    const metadata = { cursor, seq, replayed };
    const message = { ...event, ...metadata };
    this.queue?.push(message);
    this.deliver(message, () => this.options.onEvent?.(event, metadata));
  }

  private handleSnapshot(data: unknown, metadata: SnapshotMetadata): void {
    const message = { type: 'stream.snapshot' as const, data, ...metadata };
    this.queue?.push(message);
    this.deliver(message, () => this.options.onSnapshot?.(data, metadata));
  }

  /** A handler has processed a message when it returns, a loop when it asks for the next one. */
  private deliver(message: AnyMessage & { cursor: string }, handler: () => void): void {
    try {
      handler();
    } finally {
      this.tracker.advanceTo(message.cursor, message.type === 'stream.snapshot');
      if (!this.queue) {
        this.keeper.acknowledge(message);
        this.keeper.store(message);
      }
    }
  }

  private update(state: StreamState): void {
    if (state.status === 'open') {
      const { mode, reason } = state.opening.opened;
      this.opened = { mode: mode === 'reset' ? mode : 'fresh', ...(reason && { reason }) };
    }
    if (state.status === 'ended') this.end(state);
    this.tracker.update(state);
  }

  private end({ problem }: Extract<StreamState, { status: 'ended' }>): void {
    this.isClosed = true;
    this.endWakes();
    this.keeper.end();
    this.queue?.end(problem);
  }
}

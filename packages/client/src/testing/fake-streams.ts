import type { ClosingReason } from '#contracts';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory, HistoryEntry } from './fake-history.js';
import { FakeConnection } from './fake-connection.js';
import { isAfterEnd, toSharedEvent } from './shared-view.js';
import type { StreamRead } from './stream-read.js';

export interface PollQuery {
  waitSeconds: number;
  limit: number;
  signal?: AbortSignal | null;
}

const TERMINAL = /^trip\.(completed|cancelled|no_drivers_available)$/;
const CITY = 'ops/city';

/** The open streams and waiting polls of the fake server. */
export class FakeStreams {
  readonly connections = new Set<FakeConnection>();
  readonly #waiting = new Set<{ stream: string; wake: () => void }>();

  constructor(
    private readonly context: {
      clock: FakeClock;
      history: FakeHistory;
      heartbeatSeconds: number;
      streamsPerUser: number;
      cityState: () => object;
    },
  ) {
    context.history.onAppended = (stream, entry) => {
      this.#publish(stream, entry);
    };
  }

  /** @returns null when the cursor stands behind the last event that there will ever be */
  open(read: StreamRead, signal?: AbortSignal | null): Response | null {
    const { history, clock, heartbeatSeconds } = this.context;
    const decision = history.decide(read.stream, read.presented);
    const head = history.headOf(read.stream);
    const after = decision.mode === 'resumed' ? decision.after : 0;
    if (
      decision.mode === 'resumed' &&
      read.isOver() &&
      this.#entriesAfter(read, after).length === 0
    )
      return null;
    const connection = new FakeConnection(read, history.cursorAt(after), {
      clock,
      heartbeatSeconds,
      onClosed: () => this.connections.delete(connection),
    });
    const leave = (): void => {
      connection.cut(signal?.reason);
    };
    signal?.addEventListener('abort', leave);
    connection.onEnd(() => signal?.removeEventListener('abort', leave));
    this.#closeOldest(read.userId);
    this.connections.add(connection);
    connection.send('stream.opened', {
      stream: read.stream,
      mode: decision.mode,
      ...('reason' in decision && { reason: decision.reason }),
      from: history.cursorAt(after),
      head: history.cursorAt(head),
      serverTime: clock.iso(),
      heartbeatSeconds,
    });
    if (read.stream === CITY) this.#sendCity(connection);
    else if (decision.mode === 'resumed') this.#replay(connection, after);
    else {
      connection.cursor = history.cursorAt(head);
      connection.send('stream.snapshot', read.snapshot());
      if (read.isOver()) connection.close('end');
    }
    return connection.response;
  }

  /** @returns null as `open` */
  async poll(read: StreamRead, { waitSeconds, limit, signal }: PollQuery): Promise<object | null> {
    const { history } = this.context;
    const { stream, presented } = read;
    if (stream === CITY) {
      const events = [
        { id: history.cursorAt(0), event: 'city.state', data: this.context.cityState() },
      ];
      return { mode: 'fresh', events, cursor: history.cursorAt(0) };
    }
    const first = history.decide(stream, presented);
    const head = history.headOf(stream);
    if (first.mode !== 'resumed') {
      const snapshot = read.snapshot();
      // A cursor before the first event waits for it, and gets the snapshot before it too.
      const isEmpty = head === 0 && presented === history.cursorAt(0);
      if (isEmpty && waitSeconds > 0) await this.#wait(stream, waitSeconds, signal);
      const events = isEmpty ? this.#eventsAfter(read, 0, limit) : [];
      return { ...first, snapshot, events, cursor: events.at(-1)?.id ?? history.cursorAt(head) };
    }
    const { after } = first;
    if (read.isOver() && this.#entriesAfter(read, after).length === 0) return null;
    if (after === head && waitSeconds > 0) await this.#wait(stream, waitSeconds, signal);
    // The history may have been lost meanwhile.
    if (history.decide(stream, presented).mode !== 'resumed') {
      return this.poll(read, { waitSeconds: 0, limit });
    }
    const events = this.#eventsAfter(read, after, limit);
    return { mode: 'resumed', events, cursor: events.at(-1)?.id ?? history.cursorAt(after) };
  }

  /** Sends a frame that is not stored to everyone who reads one of the streams. */
  sendEphemeral(type: string, data: object, streams: string[]): void {
    for (const connection of this.connections) {
      if (streams.includes(connection.read.stream)) connection.send(type, data);
    }
  }

  /** Ends streams: without a reason as a network does, else with `stream.closing`. */
  end(isMeant: (read: StreamRead) => boolean, reason?: ClosingReason): void {
    for (const connection of [...this.connections]) {
      if (!isMeant(connection.read)) continue;
      if (reason) connection.close(reason);
      else connection.cut();
    }
    this.#wakePolls(() => true);
  }

  /** The events after a number, for a viewer without those that follow the end of the trip. */
  #entriesAfter({ stream, isShared }: StreamRead, after: number): HistoryEntry[] {
    const entries = this.context.history.read(stream, after);
    return isShared ? entries.filter(({ type }) => !isAfterEnd(type)) : entries;
  }

  #eventsAfter(read: StreamRead, after: number, limit: number) {
    const { history } = this.context;
    return this.#entriesAfter(read, after)
      .slice(0, limit)
      .map(({ seq, type, data }) => ({
        id: history.cursorAt(seq),
        event: type,
        data: read.isShared ? toSharedEvent(data) : data,
      }));
  }

  #replay(connection: FakeConnection, after: number): void {
    for (const entry of this.#entriesAfter(connection.read, after)) {
      this.#deliver(connection, entry);
    }
  }

  #publish(stream: string, entry: HistoryEntry): void {
    for (const connection of [...this.connections]) {
      if (connection.read.stream === stream) this.#deliver(connection, entry);
    }
    this.#wakePolls((waiting) => waiting === stream);
  }

  #deliver(connection: FakeConnection, { seq, type, data }: HistoryEntry): void {
    const { read } = connection;
    connection.cursor = this.context.history.cursorAt(seq);
    connection.send(read.isNamed ? type : null, read.isShared ? toSharedEvent(data) : data);
    if (!read.stream.startsWith('trip/') || !(TERMINAL.test(type) || isAfterEnd(type))) return;
    // What is known to follow the end of the trip is sent before the end of the stream.
    if (read.isShared || seq === this.context.history.headOf(read.stream)) connection.close('end');
  }

  #sendCity(connection: FakeConnection): void {
    const send = (): void => {
      connection.send('city.state', this.context.cityState());
    };
    send();
    connection.onEnd(this.context.clock.every(1_000, send));
  }

  #closeOldest(userId: string): void {
    const own = [...this.connections].filter(({ read }) => read.userId === userId);
    if (own.length >= this.context.streamsPerUser) own[0]?.close('replaced');
  }

  #wakePolls(isMeant: (stream: string) => boolean): void {
    for (const { stream, wake } of [...this.#waiting]) if (isMeant(stream)) wake();
  }

  #wait(stream: string, seconds: number, signal?: AbortSignal | null): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiting.delete(waiting);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const waiting = { stream, wake };
      const cancel = this.context.clock.schedule(seconds * 1000, wake);
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', wake);
    });
  }
}

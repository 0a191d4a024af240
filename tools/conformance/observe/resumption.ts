import { StreamConnection } from '../http/stream-connection.js';
import type { KitOptions } from '../option/kit-options.js';
import { cutInLastMessage } from '../parse/mid-message.js';
import type { Message } from '../parse/stream-log.js';
import { historyOf, type Sample } from './sample.js';

/** How long the kit listens for messages that come twice. */
const REPEAT_MS = 300;
const AWAY_EVENTS = 2;

/** One reconnect with a `Last-Event-ID`, beside what the uninterrupted stream has after it. */
export interface Resumption {
  /** Where the connection was cut, as a part of a sentence. */
  readonly cut: string;
  readonly lastEventId: string;
  readonly status: number;
  readonly expected: readonly Message[];
  readonly received: readonly Message[];
}

/** Reconnects to a stream at several places, while the uninterrupted stream stays open. */
export class Resumptions {
  constructor(
    private readonly sample: Sample,
    private readonly options: KitOptions,
  ) {}

  /** After the first event, in the middle, and after the last but one. */
  async betweenMessages(): Promise<Resumption[]> {
    const history = historyOf(this.sample);
    const last = history.length - 2;
    const places = [...new Set([0, Math.floor(last / 2), last])].filter((place) => place >= 0);
    const resumptions: Resumption[] = [];
    for (const place of places) {
      const lastEventId = history[place]?.id ?? '';
      const cut = `after event ${place + 1} of ${history.length}`;
      resumptions.push(await this.resume(cut, lastEventId));
    }
    return resumptions;
  }

  /** Events happen while the client has no connection. Undefined when none does. */
  async afterAbsence(): Promise<Resumption | undefined> {
    const lastEventId = historyOf(this.sample).at(-1)?.id ?? '';
    const hasEvents = await this.awaitEvents(AWAY_EVENTS);
    return hasEvents ? this.resume('before events happened', lastEventId) : undefined;
  }

  /** The connection is cut in the middle of a message. Undefined when none came. */
  async inMessage(): Promise<Resumption | undefined> {
    const { target, timeoutMs } = this.options;
    const presented = historyOf(this.sample).at(-1)?.id ?? '';
    const first = await StreamConnection.open(target, { timeoutMs, lastEventId: presented });
    const happened = await this.awaitEvents(1);
    const { log } = first;
    const came = happened && (await first.waitFor(() => log.positions.length > 0, timeoutMs));
    first.close();
    if (!came) return undefined;
    return this.resume('in the middle of a message', cutInLastMessage(first.bytes, presented));
  }

  private async awaitEvents(count: number): Promise<boolean> {
    const { reference } = this.sample;
    const { trigger, timeoutMs } = this.options;
    for (let event = 0; event < count; event += 1) {
      const before = reference.log.positions.length;
      await trigger?.();
      const hasCome = () => reference.log.positions.length > before;
      if (!(await reference.waitFor(hasCome, timeoutMs))) return false;
    }
    return true;
  }

  private async resume(cut: string, lastEventId: string): Promise<Resumption> {
    const { target, timeoutMs } = this.options;
    const expected = () => this.expectedAfter(lastEventId);
    const stream = await StreamConnection.open(target, { timeoutMs, lastEventId });
    try {
      const { log } = stream;
      const awaited = expected().length;
      await stream.waitFor(() => log.positions.length >= awaited, timeoutMs);
      await stream.waitFor(() => false, REPEAT_MS);
      const received = this.newMessages(stream, lastEventId);
      const common = expected().slice(0, Math.max(awaited, received.length));
      return { cut, lastEventId, status: stream.status, expected: common, received };
    } finally {
      stream.close();
    }
  }

  /**
   * The messages that move the cursor, and the one at the cursor if the server sends it again. Another
   * message may have the id of the cursor, such as one that says where the stream resumes.
   */
  private newMessages({ log }: StreamConnection, lastEventId: string): Message[] {
    const last = this.sample.reference.log.positions.findLast(({ id }) => id === lastEventId);
    return log.messages.filter(
      ({ movesCursor, id, event, data }) =>
        movesCursor || (id === last?.id && event === last.event && data === last.data),
    );
  }

  private expectedAfter(lastEventId: string): Message[] {
    const { positions } = this.sample.reference.log;
    return positions.slice(positions.findLastIndex(({ id }) => id === lastEventId) + 1);
  }
}

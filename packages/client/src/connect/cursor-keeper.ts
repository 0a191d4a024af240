import { Acknowledger } from '../stream/acknowledger.js';
import type { Credentials } from '../http/credentials.js';
import { guarded, report } from '../http/guarded.js';
import { within } from '../http/request-limit.js';
import { parseCursor } from '../stream/stream-position.js';
import { ackSender } from './ack-sender.js';
import type { ConnectSettings, StreamHandlers } from './connect-options.js';

/** An acknowledgement includes all before it, so those of one second are sent as one. */
const COLLECT_MS = 1_000;
/** The stream does without a storage that takes longer. */
const STORAGE_TIMEOUT_MS = 3_000;

type Item = { type: string; data: unknown; cursor?: string };

/** Stores the cursor of the last processed message, and acknowledges received ones to the server. */
export class CursorKeeper {
  cursor: string | undefined;
  /** Whether this tab has the connection; else the tab that has it acknowledges. */
  ownsConnection: () => boolean = () => true;
  readonly #ended = new AbortController();
  readonly #acks: Acknowledger | undefined;
  readonly #stored: Acknowledger | undefined;

  constructor(
    private readonly options: ConnectSettings & Pick<StreamHandlers<never>, 'onCursor' | 'onError'>,
    credentials: Credentials,
  ) {
    const {
      baseUrl,
      fetch,
      stream,
      storage,
      acks = stream === 'rider' || stream === 'driver',
    } = options;
    const { signal } = this.#ended;
    if (acks) {
      const send = ackSender({ baseUrl, credentials, signal, fetch });
      this.#acks = new Acknowledger({ send, signal, delayMs: COLLECT_MS });
    }
    if (storage) {
      this.#stored = new Acknowledger({
        send: async (cursor) => {
          await within(STORAGE_TIMEOUT_MS, () => storage.set(cursor), signal);
        },
        signal,
        onProblem: (error) => {
          report(error, options.onError);
        },
      });
    }
  }

  /** The cursor to resume from. A storage that fails or is slow, or holds no cursor, counts as empty. */
  async load(): Promise<string | undefined> {
    const { cursor, storage, onError } = this.options;
    try {
      const known = cursor ?? (await within(STORAGE_TIMEOUT_MS, () => storage?.get()));
      if (known) {
        parseCursor(known);
        this.cursor = known;
      }
    } catch (error) {
      report(error, onError);
    }
    return this.cursor;
  }

  /** Acknowledges a message that was received. */
  acknowledge(message: Item): void {
    if (message.cursor === undefined || !this.ownsConnection()) return;
    this.#acks?.note(message.cursor, { atOnce: holdsOffer(message) });
  }

  /** Stores the cursor of a message that was processed. */
  store({ cursor }: Item): void {
    if (cursor === undefined) return;
    this.cursor = cursor;
    this.#stored?.note(cursor);
    guarded(() => this.options.onCursor?.(cursor), this.options.onError);
  }

  end(): void {
    this.#ended.abort();
  }
}

/** The server withdraws an offer that the driver's client does not acknowledge within seconds. */
const holdsOffer = ({ type, data }: Item): boolean =>
  type === 'offer.created' ||
  (type === 'stream.snapshot' && Boolean((data as { offer?: unknown }).offer));

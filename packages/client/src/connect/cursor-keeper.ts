import { Acknowledger } from '../stream/acknowledger.js';
import type { Credentials } from '../http/credentials.js';
import { ackSender } from './ack-sender.js';
import type { ConnectSettings } from './connect-options.js';

/** An acknowledgement includes all before it, so those of one second are sent as one. */
const COLLECT_MS = 1_000;

type Item = { type: string; data: unknown; cursor?: string };

/** Stores the cursor of the last processed message, and acknowledges received ones to the server. */
export class CursorKeeper {
  cursor: string | undefined;
  /** Whether this tab has the connection; else the tab that has it acknowledges. */
  ownsConnection: () => boolean = () => true;
  private readonly ended = new AbortController();
  private readonly acks: Acknowledger | undefined;
  private readonly stored: Acknowledger | undefined;

  constructor(
    private readonly options: ConnectSettings & { onCursor?: (cursor: string) => void },
    credentials: Credentials,
  ) {
    const {
      baseUrl,
      fetch,
      stream,
      storage,
      acks = stream === 'rider' || stream === 'driver',
    } = options;
    const { signal } = this.ended;
    if (acks) {
      const send = ackSender({ baseUrl, credentials, signal, fetch });
      this.acks = new Acknowledger({ send, signal, delayMs: COLLECT_MS });
    }
    if (storage) {
      this.stored = new Acknowledger({
        send: async (cursor) => {
          await storage.set(cursor);
        },
        signal,
      });
    }
  }

  /** The cursor to resume from. A storage that fails counts as empty. */
  async load(): Promise<string | undefined> {
    const { cursor, storage } = this.options;
    this.cursor = cursor;
    if (cursor !== undefined || !storage) return cursor;
    try {
      this.cursor = (await storage.get()) || undefined;
    } catch {
      this.cursor = undefined;
    }
    return this.cursor;
  }

  /** Acknowledges a message that was received. */
  acknowledge(message: Item): void {
    if (message.cursor === undefined || !this.ownsConnection()) return;
    this.acks?.note(message.cursor, { atOnce: holdsOffer(message) });
  }

  /** Stores the cursor of a message that was processed. */
  store({ cursor }: Item): void {
    if (cursor === undefined) return;
    this.cursor = cursor;
    this.stored?.note(cursor);
    this.options.onCursor?.(cursor);
  }

  end(): void {
    this.ended.abort();
  }
}

/** The server withdraws an offer that the driver's client does not acknowledge within seconds. */
const holdsOffer = ({ type, data }: Item): boolean =>
  type === 'offer.created' ||
  (type === 'stream.snapshot' && Boolean((data as { offer?: unknown }).offer));

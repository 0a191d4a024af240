import { Acknowledger } from '../stream/acknowledger.js';
import type { Credentials } from '../http/credentials.js';
import { ackSender } from './ack-sender.js';
import type { ConnectSettings } from './connect-options.js';

/** An acknowledgement stands for all before it: a second's worth goes as one. */
const COLLECT_MS = 1_000;

type Item = { type: string; data: unknown; cursor?: string };

/** Keeps how far this client has got: for itself, for its next visit, and for the server. */
export class CursorKeeper {
  cursor: string | undefined;
  /** Whether the connection is ours; else the tab that has it acknowledges. */
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

  /** Where to resume; a storage that fails is one that has nothing. */
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

  /** It has arrived. */
  acknowledge(message: Item): void {
    if (message.cursor === undefined || !this.ownsConnection()) return;
    this.acks?.note(message.cursor, { atOnce: holdsOffer(message) });
  }

  /** It was dealt with. */
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

/** An offer that isn't acknowledged within seconds goes to somebody else. */
const holdsOffer = ({ type, data }: Item): boolean =>
  type === 'offer.created' ||
  (type === 'stream.snapshot' && Boolean((data as { offer?: unknown }).offer));

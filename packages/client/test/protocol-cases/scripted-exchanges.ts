import {
  chunksOf,
  type CaseResponse,
  type SeenRequest,
  type StreamCase,
} from '@tripstream/protocol-cases';

/** The SDK calls `fetch` with a text and an object only. */
export type ScriptedFetch = (url: string, init: RequestInit) => Promise<Response>;

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** Plays the server of one protocol case as a `fetch`, on whatever clock the process has. */
export class ScriptedExchanges {
  readonly requests: SeenRequest[] = [];
  private endedAt: number | undefined;

  constructor(private readonly testCase: StreamCase) {}

  readonly fetch: ScriptedFetch = async (url, init) => {
    const headers = new Headers(init.headers);
    const now = performance.now();
    const seen: SeenRequest = {
      accept: headers.get('accept') ?? undefined,
      authorization: headers.get('authorization') ?? undefined,
      lastEventId: headers.get('last-event-id') ?? undefined,
      cursorParameter: new URL(url).searchParams.get('cursor') ?? undefined,
      ...(this.endedAt !== undefined && { waitMs: now - this.endedAt }),
    };
    this.requests.push(seen);
    const exchange = this.testCase.exchanges[this.requests.length - 1];
    if (!exchange) return new Response(null, { status: 204 });
    const play = new PlayedResponse(exchange.response, seen, () => {
      this.endedAt = performance.now();
    });
    return await play.start(init.signal ?? undefined);
  };
}

/** One response of a case, which ends at the latest when the client aborts the request. */
class PlayedResponse {
  private lastByteAt = performance.now();
  private isOver = false;

  constructor(
    private readonly script: CaseResponse,
    private readonly seen: SeenRequest,
    private readonly onEnd: () => void,
  ) {}

  async start(signal: AbortSignal | undefined): Promise<Response> {
    const { script } = this;
    const aborted = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        this.end();
        reject(new Error('aborted'));
      });
    });
    aborted.catch(() => undefined);
    if (script.silent) return aborted;
    if (script.hangUp) {
      this.end();
      throw new TypeError('fetch failed');
    }
    if (script.delayMs) await Promise.race([after(script.delayMs), aborted]);
    const { status = 200, headers, body = [] } = script;
    if (body.length === 0) this.end();
    return new Response(status === 204 ? null : this.stream(signal), { status, headers });
  }

  private stream(signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        signal?.addEventListener('abort', () => {
          this.end();
        });
        void this.send(controller);
      },
      cancel: () => {
        this.end();
      },
    });
  }

  private async send(controller: Controller): Promise<void> {
    for (const part of this.script.body ?? []) {
      if (part.pauseMs) await after(part.pauseMs);
      if (this.isOver) return;
      for (const chunk of chunksOf(part)) controller.enqueue(chunk);
      this.lastByteAt = performance.now();
    }
    if (this.script.end === 'open') return;
    this.end();
    if (this.script.end === 'cut') {
      // An error discards what was not read yet, and a connection is cut after its last byte.
      await new Promise((resolve) => setImmediate(resolve));
      controller.error(new TypeError('terminated'));
    } else {
      controller.close();
    }
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.seen.silenceMs = performance.now() - this.lastByteAt;
    this.onEnd();
  }
}

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

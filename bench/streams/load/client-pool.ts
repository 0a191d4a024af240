import { connect, type Socket } from 'node:net';
import { clockMicros } from '../clock.js';
import type { StreamAddress } from '../peers/peer.js';
import { StreamScanner } from './stream-reader.js';
import type { ArrivalRecorder } from './arrival-recorder.js';

export interface StreamPlan {
  port: number;
  addresses: StreamAddress[];
  /** What a server sends when a stream is live. */
  readyText: string;
  /** How many may be on their way to being live at the same time. */
  concurrency: number;
}

interface ConnectionPlan {
  port: number;
  localAddress: string | undefined;
  request: string;
}

/** A system has 28,000 ports or less for connections from one address to one server. */
const CONNECTIONS_PER_ADDRESS = 20_000;

const BUFFER_BYTES = 64 * 1024;
/** Without another stream that became live; opening all of them takes as long as it takes. */
const STALL_LIMIT_MS = 20_000;

/**
 * Many clients in one process: plain sockets that share one buffer, no HTTP client, no SSE
 * parser, so that the servers are measured and not this.
 */
export class ClientPool {
  private readonly sockets = new Set<Socket>();
  private readonly readers: StreamScanner[] = [];
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private closing = false;
  /** Streams that ended although nobody wanted it. */
  lost = 0;

  constructor(private readonly recorder: ArrivalRecorder) {}

  /** Opens all streams. Resolves once every one is live. @returns when the first one began */
  async open({
    port,
    addresses,
    readyText,
    concurrency,
  }: StreamPlan): Promise<{ startedAt: number }> {
    const startedAt = clockMicros();
    const left = addresses.entries();
    const openNext = async (): Promise<void> => {
      for (const [index, address] of left) {
        const reader = new StreamScanner(readyText, this.recorder);
        this.readers.push(reader);
        const localAddress = localAddressOf(index);
        await this.openOne({ port, localAddress, request: requestText(address) }, reader);
      }
    };
    const opened = Promise.all(Array.from({ length: concurrency }, openNext));
    await failWhenStalled(opened, () => this.readers.filter(({ isReady }) => isReady).length);
    return { startedAt };
  }

  /** The number of events of the client that got fewest. */
  get fewestEvents(): number {
    return this.readers.reduce((least, { events }) => Math.min(least, events), Infinity);
  }

  async closeAll(): Promise<void> {
    this.closing = true;
    const gone = [...this.sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(gone);
    this.readers.length = 0;
    this.lost = 0;
    this.closing = false;
  }

  /** Until it is live. */
  private openOne(call: ConnectionPlan, reader: StreamScanner): Promise<void> {
    return new Promise((resolve, reject) => {
      const onread = {
        // Read and handled in one go, so all sockets can share it.
        buffer: this.buffer,
        callback: (length: number): boolean => {
          const problem = reader.scan(this.buffer.subarray(0, length), clockMicros());
          if (problem) reject(new Error(`A stream could not be opened: ${problem}`));
          this.recorder.reportProgress();
          return true;
        },
      };
      reader.onReady = resolve;
      const { port, localAddress: localAddress, request } = call;
      const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true, onread });
      this.sockets.add(socket);
      socket.once('error', reject);
      socket.once('connect', () => socket.write(request));
      socket.once('close', () => {
        this.sockets.delete(socket);
        if (this.closing) return;
        this.lost += 1;
        reject(new Error('A stream ended before it was live.'));
      });
    });
  }
}

/** @param count of what has been done so far @throws when it rises no more for a while */
async function failWhenStalled(work: Promise<unknown>, count: () => number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let before = -1;
  const stalled = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const now = count();
      if (now === before) reject(new Error(`${now} streams became live, and then no more.`));
      before = now;
    }, STALL_LIMIT_MS);
  });
  try {
    await Promise.race([work, stalled]);
  } finally {
    clearInterval(timer);
  }
}

function localAddressOf(index: number): string | undefined {
  if (index < CONNECTIONS_PER_ADDRESS) return undefined;
  return `127.0.0.${1 + Math.floor(index / CONNECTIONS_PER_ADDRESS)}`;
}

function requestText({ path, headers = {} }: StreamAddress): string {
  const lines = Object.entries({ host: 'localhost', accept: 'text/event-stream', ...headers });
  return `GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

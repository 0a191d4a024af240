import { connect, type Socket } from 'node:net';
import { clockMicros } from '../clock.js';
import type { StreamAddress } from '../peers/peer.js';
import type { ArrivalRecorder } from './arrival-recorder.js';
import { StreamScanner } from './stream-scanner.js';

export interface StreamPlan {
  port: number;
  addresses: StreamAddress[];
  /** The text that the server sends when a stream is live. */
  readyText: string;
  /** The number of streams that may be opening at the same time. */
  concurrency: number;
}

interface ConnectionPlan {
  port: number;
  localAddress: string | undefined;
  request: string;
}

/** An operating system has about 28,000 ports for connections from one address to one server. */
const CONNECTIONS_PER_ADDRESS = 20_000;

const BUFFER_BYTES = 64 * 1024;
/** Opening fails when no stream becomes live for this time; its total time has no limit. */
const STALL_LIMIT_MS = 20_000;

/**
 * Many clients in one process. They are plain sockets that share one buffer, with neither an
 * HTTP client nor an SSE parser, so that the server stays the bottleneck.
 */
export class ClientPool {
  private readonly sockets = new Set<Socket>();
  private readonly scanners: StreamScanner[] = [];
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private closing = false;
  /** Streams that ended before `closeAll`. */
  lost = 0;

  constructor(private readonly recorder: ArrivalRecorder) {}

  /** Opens all streams. Resolves when all are live. @returns when the first one began to open */
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
        const scanner = new StreamScanner(readyText, this.recorder);
        this.scanners.push(scanner);
        const localAddress = localAddressOf(index);
        await this.openOne({ port, localAddress, request: requestText(address) }, scanner);
      }
    };
    const opened = Promise.all(Array.from({ length: concurrency }, openNext));
    await failWhenStalled(opened, () => this.scanners.filter(({ isReady }) => isReady).length);
    return { startedAt };
  }

  /** The number of events of the client that received fewest. */
  get fewestEvents(): number {
    return this.scanners.reduce((least, { events }) => Math.min(least, events), Infinity);
  }

  async closeAll(): Promise<void> {
    this.closing = true;
    const closed = [...this.sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(closed);
    this.scanners.length = 0;
    this.lost = 0;
    this.closing = false;
  }

  /** Resolves when the stream is live. */
  private openOne(plan: ConnectionPlan, scanner: StreamScanner): Promise<void> {
    return new Promise((resolve, reject) => {
      const onread = {
        // Each read is scanned synchronously, so all sockets can share the buffer.
        buffer: this.buffer,
        callback: (length: number): boolean => {
          const problem = scanner.scan(this.buffer.subarray(0, length), clockMicros());
          if (problem) reject(new Error(`A stream could not be opened: ${problem}`));
          this.recorder.reportProgress();
          return true;
        },
      };
      scanner.onReady = resolve;
      const { port, localAddress: localAddress, request } = plan;
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

/** @param count returns the progress so far @throws {Error} when the progress stops for a while */
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

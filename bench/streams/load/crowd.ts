import { connect, type Socket } from 'node:net';
import { clockMicros } from '../clock.js';
import type { StreamAddress } from '../peers/peer.js';
import { StreamReader } from './stream-reader.js';
import type { Tally } from './tally.js';

export interface Crowd {
  port: number;
  addresses: StreamAddress[];
  /** What a server sends when a stream is live. */
  readyText: string;
  /** How many may be on their way to being live at the same time. */
  atOnce: number;
}

interface Call {
  port: number;
  from: string | undefined;
  request: string;
}

/** A system has 28,000 ports or less for connections from one address to one server. */
const FROM_ONE_ADDRESS = 20_000;

const BUFFER_BYTES = 64 * 1024;
/** Without another stream that became live; opening all of them takes as long as it takes. */
const PATIENCE_MS = 20_000;

/**
 * Many clients in one process: plain sockets that share one buffer, no HTTP client, no SSE
 * parser, so that the servers are measured and not this.
 */
export class ClientPool {
  private readonly sockets = new Set<Socket>();
  private readonly readers: StreamReader[] = [];
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private leaving = false;
  /** Streams that ended although nobody wanted it. */
  lost = 0;

  constructor(private readonly tally: Tally) {}

  /** Opens all streams. Resolves once every one is live. @returns when the first one began */
  async open({ port, addresses, readyText, atOnce }: Crowd): Promise<{ startedAt: number }> {
    const startedAt = clockMicros();
    const left = addresses.entries();
    const openNext = async (): Promise<void> => {
      for (const [index, address] of left) {
        const reader = new StreamReader(readyText, this.tally);
        this.readers.push(reader);
        const from = sourceOf(index);
        await this.openOne({ port, from, request: requestText(address) }, reader);
      }
    };
    const opened = Promise.all(Array.from({ length: atOnce }, openNext));
    await unlessStalled(opened, () => this.readers.filter(({ isReady }) => isReady).length);
    return { startedAt };
  }

  /** The number of events of the client that got fewest. */
  get fewestEvents(): number {
    return this.readers.reduce((least, { events }) => Math.min(least, events), Infinity);
  }

  async leave(): Promise<void> {
    this.leaving = true;
    const gone = [...this.sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(gone);
    this.readers.length = 0;
    this.lost = 0;
    this.leaving = false;
  }

  /** Until it is live. */
  private openOne(call: Call, reader: StreamReader): Promise<void> {
    return new Promise((resolve, reject) => {
      const onread = {
        // Read and handled in one go, so all sockets can share it.
        buffer: this.buffer,
        callback: (length: number): boolean => {
          const problem = reader.read(this.buffer.subarray(0, length), clockMicros());
          if (problem) reject(new Error(`A stream could not be opened: ${problem}`));
          this.tally.afterRead();
          return true;
        },
      };
      reader.onReady = resolve;
      const { port, from: localAddress, request } = call;
      const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true, onread });
      this.sockets.add(socket);
      socket.once('error', reject);
      socket.once('connect', () => socket.write(request));
      socket.once('close', () => {
        this.sockets.delete(socket);
        if (this.leaving) return;
        this.lost += 1;
        reject(new Error('A stream ended before it was live.'));
      });
    });
  }
}

/** @param count of what has been done so far @throws when it rises no more for a while */
async function unlessStalled(work: Promise<unknown>, count: () => number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let before = -1;
  const stalled = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const now = count();
      if (now === before) reject(new Error(`${now} streams became live, and then no more.`));
      before = now;
    }, PATIENCE_MS);
  });
  try {
    await Promise.race([work, stalled]);
  } finally {
    clearInterval(timer);
  }
}

function sourceOf(index: number): string | undefined {
  if (index < FROM_ONE_ADDRESS) return undefined;
  return `127.0.0.${1 + Math.floor(index / FROM_ONE_ADDRESS)}`;
}

function requestText({ path, headers = {} }: StreamAddress): string {
  const lines = Object.entries({ host: 'localhost', accept: 'text/event-stream', ...headers });
  return `GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { clockMicros } from '../clock.js';
import type { StreamAddress } from '../peers/peer.js';
import { StreamReader } from './stream-reader.js';
import type { Tally } from './tally.js';

export interface Crowd {
  port: number;
  addresses: StreamAddress[];
  /** What a server sends when a stream is live. */
  readyText: string;
}

interface Call {
  port: number;
  from: string | undefined;
  request: string;
}

/** A system has 28,000 ports or less for connections from one address to one server. */
const FROM_ONE_ADDRESS = 20_000;

/** Fewer than the 511 that Node lets wait to be accepted: a dropped SYN costs a second. */
const CONNECTING_AT_ONCE = 256;
const BUFFER_BYTES = 64 * 1024;
/** Without another stream that became live; opening all of them takes as long as it takes. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 5;

/**
 * Many clients in one process: plain sockets that share one buffer, no HTTP client, no SSE
 * parser, so that the servers are measured and not this.
 */
export class ClientCrowd {
  private readonly sockets = new Set<Socket>();
  private readonly readers: StreamReader[] = [];
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private problem: string | undefined;
  private leaving = false;
  /** Streams that ended although nobody wanted it. */
  lost = 0;

  constructor(private readonly tally: Tally) {}

  /** Opens all streams. Resolves once every one is live. @returns when the first one began */
  async open({ port, addresses, readyText }: Crowd): Promise<{ startedAt: number }> {
    const startedAt = clockMicros();
    const left = addresses.entries();
    const connectNext = async (): Promise<void> => {
      for (const [index, address] of left) {
        const reader = new StreamReader(readyText, this.tally);
        this.readers.push(reader);
        const from = sourceOf(index);
        await this.connectOne({ port, from, request: requestText(address) }, reader);
      }
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, connectNext));
    await this.allReady();
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

  private async allReady(): Promise<void> {
    const wanted = this.readers.length;
    let ready = 0;
    let changedAt = clockMicros();
    while (ready < wanted) {
      await delay(LOOK_MS);
      const now = this.readers.filter(({ isReady }) => isReady).length;
      if (now > ready) changedAt = clockMicros();
      ready = now;
      if (this.problem) throw new Error(`A stream could not be opened: ${this.problem}`);
      if (this.lost > 0) throw new Error(`${this.lost} streams ended while they were opened.`);
      if (clockMicros() - changedAt > PATIENCE_MS * 1000) {
        throw new Error(`${ready} of ${wanted} streams became live, and then no more.`);
      }
    }
  }

  private connectOne(call: Call, reader: StreamReader): Promise<void> {
    return new Promise((resolve, reject) => {
      const onread = {
        // Read and handled in one go, so all sockets can share it.
        buffer: this.buffer,
        callback: (length: number): boolean => {
          this.problem ??= reader.read(this.buffer.subarray(0, length), clockMicros());
          this.tally.afterRead();
          return true;
        },
      };
      const { port, from: localAddress, request } = call;
      const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true, onread });
      this.sockets.add(socket);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.write(request);
        resolve();
      });
      socket.once('close', () => {
        this.sockets.delete(socket);
        if (!this.leaving) this.lost += 1;
      });
    });
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

import type { WebSocket } from 'ws';
import type { FrameSink } from '../frame/frame-sink.js';
import { Frame, type EncodedFrame } from '../frame/frame.js';
import { scheduleFlush } from '../frame/schedule-flush.js';
import { waitUntilBelow } from '../frame/wait-until-below.js';

/** How long the client may take to receive the last frame and to answer the closing handshake. */
const LAST_BYTES_LIMIT_MS = 5000;

/** Bytes of the header of an unmasked frame with up to 65,535 bytes (RFC 6455, section 5.2). */
const HEADER_BYTES = 4;

/**
 * Writes frames to a WebSocket, each as one text message. The bytes that the operating system has not
 * accepted count as pending, exactly as those of a response do, so that a client that does not read
 * costs no more memory over a WebSocket.
 */
export class WebSocketSink implements FrameSink {
  private queued: Buffer[] = [];
  private queuedBytes = 0;
  private sentBytes = 0;
  /** When the oldest ping that the client has not answered was sent; undefined without one. */
  private unansweredSince: number | undefined;
  /** The bytes at the last look: those that waited, and those that had left. */
  private lastSample = { pending: 0, taken: 0 };

  constructor(private readonly socket: WebSocket) {
    socket.on('pong', () => (this.unansweredSince = undefined));
  }

  get isClosed(): boolean {
    return this.socket.readyState === this.socket.CLOSED;
  }

  get pendingBytes(): number {
    return this.isClosed ? 0 : this.socket.bufferedAmount + this.queuedBytes;
  }

  get isBehind(): boolean {
    return !this.isClosed && this.socket.bufferedAmount > 0;
  }

  get takenBytes(): number {
    return this.sentBytes - this.pendingBytes;
  }

  /**
   * A ping waits behind the bytes that were sent before it. While those leave this process, the client
   * reads, and its time for the pong begins anew. Those that wait in the kernel alone are not seen.
   */
  isUnresponsive(limitMs: number): boolean {
    const now = performance.now();
    const { pendingBytes, takenBytes, lastSample } = this;
    const hasRead = lastSample.pending > 0 && takenBytes > lastSample.taken;
    this.lastSample = { pending: pendingBytes, taken: takenBytes };
    if (hasRead && this.unansweredSince !== undefined) this.unansweredSince = now;
    return now - (this.unansweredSince ?? Infinity) > limitMs;
  }

  /** Bytes that are sent after the end count neither as sent nor as taken: no client takes them. */
  send({ message }: EncodedFrame): void {
    if (!message || !this.isOpen) return;
    const bytes = message.length + HEADER_BYTES;
    this.queuedBytes += bytes;
    this.sentBytes += bytes;
    if (this.queued.push(message) === 1) scheduleFlush(this);
  }

  /**
   * Sends a message beside the ping: a page sees no ping, so that it could not tell a quiet stream from
   * a dead connection. The server learns from the pong that the client is there.
   */
  sendHeartbeat(): void {
    this.send(Frame.heartbeat);
    if (!this.isOpen || this.isBehind || this.unansweredSince !== undefined) return;
    this.unansweredSince = performance.now();
    this.socket.ping();
  }

  flush(): void {
    const { queued } = this;
    if (queued.length === 0) return;
    this.queued = [];
    if (!this.isOpen) this.sentBytes -= this.queuedBytes;
    this.queuedBytes = 0;
    if (!this.isOpen) return;
    for (const message of queued) this.socket.send(message, { binary: false });
  }

  waitUntilBelow(maxBytes: number, limitMs: number): Promise<boolean> {
    return waitUntilBelow(this, { maxBytes, limitMs }, this.waitForChange.bind(this));
  }

  async waitUntilClosed(limitMs: number): Promise<void> {
    const timer = setTimeout(this.destroy.bind(this), limitMs).unref();
    await new Promise<void>((resolve) => this.onClose(resolve));
    clearTimeout(timer);
  }

  onClose(action: () => void): () => void {
    if (this.isClosed) action();
    else this.socket.on('close', action);
    return () => {
      this.socket.off('close', action);
    };
  }

  /** Begins the closing handshake behind the last frame; `ws` bounds the time that it may take. */
  close(code: number, reason: string): void {
    this.flush();
    this.socket.close(code, reason);
  }

  /** Limits the time in which a connection ends that the client has ended on its side. */
  limitClosing(): void {
    if (!this.isClosed) void this.waitUntilClosed(LAST_BYTES_LIMIT_MS);
  }

  destroy(): void {
    this.socket.terminate();
  }

  private get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** `ws` reports no drain, so the sink looks again after the pause. */
  private waitForChange(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const onChange = (): void => {
        clearTimeout(timer);
        this.socket.off('close', onChange);
        resolve();
      };
      const timer = setTimeout(onChange, limitMs);
      this.socket.on('close', onChange);
    });
  }
}

import { Logger } from '@nestjs/common';
import type { RequestListener, Server } from 'node:http';
import type { Http2SecureServer, Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Metrics } from '#platform';
import {
  ClientConnection,
  type ConnectionContext,
  type ConnectionLimits,
  type Listener,
} from './client-connection.js';
import { ConnectionQuota, type QuotaLimits } from './connection-quota.js';
import type { Exchange, RawRequest, RawResponse, Stall, StallLimits } from './exchange.js';

/** Why connections or requests were cut off: the label of `tripstream_cut_requests_total`. */
export type CutReason = Stall | 'too_many_requests' | 'too_many_connections' | 'memory' | 'idle';

export interface Limits extends StallLimits, ConnectionLimits {
  /** How long a connection may have no request. */
  idleMs: number;
  /** Bytes of unread answers of all connections. */
  maxProcessBytes: number;
  quota: QuotaLimits;
}

/** A connection over HTTP/1.1 or HTTP/2. */
type Transport = Socket | Http2Session;

/** How often the connections are examined. */
const SWEEP_MS = 1000;
/** The part of the memory limit that is free after connections were cut off for it. */
const FREED_SHARE = 1 / 4;

/**
 * The connections of all clients with their bounds in memory and time. Without them an anonymous
 * client could fill the memory: Node reads pipelined requests faster than their answers leave, and
 * keeps the answers for a client that does not read.
 */
export class ClientConnections {
  private readonly logger = new Logger('Connections');
  private readonly connections = new Map<Transport, ClientConnection>();
  private readonly cuts = new Map<CutReason, number>();
  private readonly timer: NodeJS.Timeout;
  private readonly quota: ConnectionQuota;
  private metrics: Metrics | undefined;
  /** The exchanges with bytes that wait for their clients. */
  private readonly holding = new Set<Exchange>();
  private readonly context: ConnectionContext;
  private pendingBytes = 0;

  constructor(private readonly limits: Limits) {
    this.quota = new ConnectionQuota(limits.quota, () => {
      this.countCut('too_many_connections');
    });
    this.context = {
      limits,
      onEnd: (exchange) => {
        this.release(exchange);
      },
    };
    this.timer = setInterval(this.sweep.bind(this), SWEEP_MS).unref();
  }

  /**
   * Tracks the connections of a server and refuses those above the limits. It may be called for
   * several servers that don't listen yet.
   */
  watch(server: Server | Http2SecureServer): void {
    if (!('updateSettings' in server)) {
      server.on('connection', (socket) => this.track(socket, true));
      this.quota.guard(server);
      return;
    }
    this.quota.guard(server);
    server.on('session', (session) => this.track(session, false));
    server.on('secureConnection', (socket: TLSSocket) => {
      if (socket.alpnProtocol !== 'h2') this.track(socket, true);
    });
  }

  /** Returns a listener that hands a request to `listener` when its connection may begin one. */
  gate(listener: RequestListener): RequestListener {
    return (request, response) => {
      this.admit(request, response, listener as Listener);
    };
  }

  /** The exchange of a request that came through the gate; undefined after the client has left. */
  find(request: RawRequest): Exchange | undefined {
    const transport = getTransport(request);
    return transport && this.connections.get(transport)?.find(request);
  }

  /**
   * Counts the bytes of an answer until they have left this process. When too many wait in all, it
   * cuts off the exchanges whose bytes have waited longest.
   */
  hold(exchange: Exchange, bytes: number): void {
    // The client left while its answer was made.
    if (exchange.hasEnded) return;
    this.release(exchange);
    exchange.answer(bytes);
    if (bytes === 0) return;
    this.holding.add(exchange);
    this.add(bytes);
    if (this.pendingBytes > this.limits.maxProcessBytes) this.freeMemory();
  }

  reportTo(metrics: Metrics): void {
    this.metrics = metrics;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private release(exchange: Exchange): void {
    if (!this.holding.delete(exchange)) return;
    this.add(-exchange.pendingBytes);
    exchange.pendingBytes = 0;
  }

  private add(bytes: number): void {
    this.pendingBytes += bytes;
    if (this.metrics) this.metrics.pendingAnswers.bytes = this.pendingBytes;
  }

  private admit(request: RawRequest, response: RawResponse, listener: Listener): void {
    const transport = getTransport(request);
    // The client has left already, or the parser goes on with bytes of a connection that was ended.
    if (!transport || transport.destroyed) return;
    const connection = this.track(transport, !('stream' in request));
    if (connection.admit(request, response, listener)) return;
    this.countCut('too_many_requests');
    connection.destroy();
  }

  private track(transport: Transport, isHttp1: boolean): ClientConnection {
    const known = this.connections.get(transport);
    if (known) return known;
    const connection = new ClientConnection(transport, isHttp1, this.context);
    this.connections.set(transport, connection);
    // `on` and not `once`, which takes 200 bytes more: `close` is emitted once anyway.
    transport.on('close', () => this.connections.delete(transport));
    return connection;
  }

  private sweep(): void {
    const now = performance.now();
    for (const connection of this.connections.values()) {
      for (const exchange of connection.exchanges) {
        const stall = exchange.findStall(now, this.limits);
        if (stall) this.cut(exchange, stall);
      }
      this.endIdle(connection, connection.quietMs(now));
    }
    this.logCuts();
  }

  /** A client that ignores GOAWAY is cut off at twice the time. */
  private endIdle(connection: ClientConnection, quietMs: number): void {
    if (quietMs <= this.limits.idleMs) return;
    if (quietMs > this.limits.idleMs * 2) connection.destroy();
    else connection.close();
  }

  /**
   * Cuts off those exchanges first whose bytes and waiting time are the greatest. It frees a share
   * of the limit, so it examines the exchanges once for that many bytes and not for each answer.
   */
  private freeMemory(): void {
    const now = performance.now();
    const weigh = (exchange: Exchange): number => exchange.pendingBytes * exchange.lagMs(now);
    const weighed = Array.from(this.holding, (exchange) => ({ exchange, weight: weigh(exchange) }));
    const wanted = this.limits.maxProcessBytes * (1 - FREED_SHARE);
    for (const { exchange } of weighed.sort((a, b) => b.weight - a.weight)) {
      if (this.pendingBytes <= wanted) return;
      this.cut(exchange, 'memory');
    }
  }

  private cut(exchange: Exchange, reason: CutReason): void {
    this.countCut(reason);
    // The event 'close' comes later. Until then the bytes would count, and make others be cut off.
    this.release(exchange);
    exchange.destroy();
  }

  private countCut(reason: CutReason): void {
    this.cuts.set(reason, (this.cuts.get(reason) ?? 0) + 1);
    this.metrics?.cutRequests.inc({ reason });
  }

  /** Writes one line for all cuts since the last one, so that an attack doesn't fill the log. */
  private logCuts(): void {
    if (this.cuts.size === 0) return;
    const counts = [...this.cuts].map(([reason, count]) => `${count} ${reason}`);
    this.cuts.clear();
    this.logger.warn(`Requests were cut off: ${counts.join(', ')}.`);
  }
}

/** The socket of an HTTP/2 request is a proxy that differs for each request. */
const getTransport = (request: RawRequest): Transport | undefined =>
  'stream' in request ? request.stream.session : request.socket;

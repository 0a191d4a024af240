import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  connect,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Status,
  type Subscription,
} from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { Subject } from 'rxjs';
import { summarizeError, type Metrics } from '#platform';
import {
  Bus,
  BusError,
  type BusAnswerer,
  type BusBreak,
  type BusListener,
  type BusSubscription,
} from '../bus.js';
import { natsOptions, type NatsAddress } from './nats-options.js';

/** Milliseconds. The client's own flush waits for ever. Two of them are the patience of a relay. */
const FLUSH_LIMIT_MS = 1_500;
const ASK_LIMIT_MS = 2_000;
/** Below the server's `max_payload` of 1 MB: a larger answer would be refused by the client. */
export const MAX_ANSWER_BYTES = 900_000;
const RECONNECT_DELAY_MS = 200;
/** The first byte of an answer. */
const ANSWERED = 0;
const FAILED = 1;

/** The header of W3C Trace Context. */
const TRACEPARENT = 'traceparent';

/** What this process has asked the server for, kept because a connection may be made anew. */
interface Interest {
  subject: string;
  group?: string;
  onMessage: (message: Msg) => void;
  subscription?: Subscription;
}

/**
 * The bus over core NATS: no JetStream, no message is stored. The client makes a lost connection
 * anew, tells the server of all subscriptions again, and reports the break.
 */
export class NatsBus extends Bus implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('NatsBus');
  private readonly breaks = new Subject<BusBreak>();
  private readonly interests = new Set<Interest>();
  private readonly stopping = new AbortController();
  private connection: NatsConnection | undefined;
  private running: Promise<void> | undefined;
  private connected = false;
  /** How often the connection was lost. */
  private losses = 0;

  readonly breaks$ = this.breaks.asObservable();

  constructor(
    private readonly address: NatsAddress,
    private readonly metrics: Pick<
      Metrics,
      'busBytes' | 'busConnected' | 'busReconnects' | 'busSubscriptions'
    >,
  ) {
    super();
  }

  get isConnected(): boolean {
    return this.connected;
  }

  onModuleInit(): void {
    this.start();
  }

  /** Connects in the background: a process starts, and serves what it can, without the bus. */
  start(): void {
    this.running ??= this.run();
  }

  /** The last streams were closed before, and the last commits announced. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.connection?.close();
    await this.running;
  }

  publish(subject: string, data?: Uint8Array, traceparent?: string): void {
    // The client drops what is published without a connection, and a closed one throws.
    if (!this.connected) return;
    this.metrics.busBytes.sent += data?.length ?? 0;
    // A message without headers takes fewer bytes and one object less.
    if (traceparent === undefined) this.connection?.publish(subject, data);
    else this.connection?.publish(subject, data, { headers: withTraceparent(traceparent) });
  }

  join(subject: string, listener: BusListener): BusSubscription {
    return this.register({
      subject,
      onMessage: ({ data, headers: sent }) => {
        listener(data, sent?.get(TRACEPARENT) || undefined);
      },
    });
  }

  answer(subject: string, group: string, answerer: BusAnswerer): BusSubscription {
    return this.register({
      subject,
      group,
      onMessage: (message) => void this.reply(message, answerer),
    });
  }

  async flush(): Promise<void> {
    const { losses } = this;
    await withLimit(this.requireConnection().flush(), FLUSH_LIMIT_MS, 'The flush of NATS');
    // A connection that was made anew has flushed its own beginning, and not what was sent before.
    if (this.losses !== losses) throw new BusError('The connection to NATS was lost.');
  }

  async ask(subject: string, data?: Uint8Array, timeout = ASK_LIMIT_MS): Promise<Uint8Array> {
    const { data: answer } = await this.requireConnection()
      .request(subject, data, { timeout })
      .catch((error: unknown) => {
        throw new BusError(`No answer to ${subject}: ${summarizeError(error)}`, { cause: error });
      });
    if (answer[0] === ANSWERED) return answer.subarray(1);
    throw new BusError(Buffer.from(answer.subarray(1)).toString());
  }

  private requireConnection(): NatsConnection {
    if (this.connection && this.connected) return this.connection;
    throw new BusError('NATS is not connected.');
  }

  private register(interest: Interest): BusSubscription {
    this.interests.add(interest);
    this.metrics.busSubscriptions.set(this.interests.size);
    if (this.connection && !this.connection.isClosed()) this.subscribe(interest, this.connection);
    return {
      unsubscribe: () => {
        this.interests.delete(interest);
        this.metrics.busSubscriptions.set(this.interests.size);
        interest.subscription?.unsubscribe();
      },
    };
  }

  private subscribe(interest: Interest, connection: NatsConnection): void {
    const { subject, group: queue, onMessage } = interest;
    interest.subscription = connection.subscribe(subject, {
      ...(queue !== undefined && { queue }),
      callback: (error, message) => {
        if (error) this.logger.warn(`A subscription of ${subject} failed`, error);
        else this.handle(interest, onMessage, message);
      },
    });
  }

  /** An error of one listener must not reach the client, which would close the connection. */
  private handle({ subject }: Interest, onMessage: (m: Msg) => void, message: Msg): void {
    this.metrics.busBytes.received += message.data.length;
    try {
      onMessage(message);
    } catch (error) {
      this.logger.error(`A listener of ${subject} failed`, error);
    }
  }

  private async reply(message: Msg, answerer: BusAnswerer): Promise<void> {
    let answer: Buffer;
    try {
      answer = withStatus(ANSWERED, await answerer(message.data));
      if (answer.length > MAX_ANSWER_BYTES) throw new Error(`An answer of ${answer.length} bytes`);
    } catch (error) {
      this.logger.warn(`${message.subject} could not be answered`, error);
      answer = withStatus(FAILED, Buffer.from(summarizeError(error).slice(0, 1_000)));
    }
    if (this.connected) message.respond(answer);
  }

  /** The client never gives a connection up; should it do so, another one is made. */
  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.hold(await this.dial());
      } catch (error) {
        this.logger.warn('The connection to NATS has ended', error);
      }
      this.setConnected(false);
      await delay(RECONNECT_DELAY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A dial that the end of the process overtakes would never end. */
  private async dial(): Promise<NatsConnection> {
    const dialled = connect(natsOptions(this.address));
    const aborted = new Promise<never>((_, reject) => {
      this.stopping.signal.addEventListener('abort', () => {
        reject(new BusError('The process ends.'));
      });
    });
    void dialled.then((connection) => {
      if (this.stopping.signal.aborted) void connection.close();
    });
    return Promise.race([dialled, aborted]);
  }

  private async hold(connection: NatsConnection): Promise<void> {
    const isFirst = this.connection === undefined;
    this.connection = connection;
    for (const interest of this.interests) this.subscribe(interest, connection);
    this.setConnected(true);
    this.logger.log(`Connected to NATS at ${connection.getServer()}`);
    if (!isFirst) this.breaks.next('reconnected');
    for await (const status of connection.status()) this.onStatus(status);
    const reason = await connection.closed();
    if (reason) throw reason;
  }

  private onStatus(status: Status): void {
    switch (status.type) {
      case 'disconnect':
        this.setConnected(false);
        this.logger.warn(`The connection to NATS was lost: ${status.server}`);
        break;
      case 'reconnect':
        this.setConnected(true);
        this.metrics.busReconnects.inc();
        this.logger.log(`Connected to NATS again at ${status.server}`);
        this.breaks.next('reconnected');
        break;
      case 'slowConsumer':
        this.breaks.next('slow_consumer');
        break;
      case 'error':
        this.logger.error('NATS reports an error', status.error);
        break;
      case 'ldm':
        this.logger.log('The node of NATS is about to stop');
        break;
      case 'staleConnection':
      case 'reconnecting':
      case 'update':
      case 'ping':
      case 'forceReconnect':
      case 'close':
        break;
    }
  }

  private setConnected(connected: boolean): void {
    if (this.connected && !connected) this.losses += 1;
    this.connected = connected;
    this.metrics.busConnected.set(Number(connected));
  }
}

function withTraceparent(traceparent: string): MsgHdrs {
  const sent = headers();
  sent.set(TRACEPARENT, traceparent);
  return sent;
}

function withStatus(status: number, data: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(status), data]);
}

async function withLimit<T>(work: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new BusError(`${what} took more than ${milliseconds} ms.`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } catch (error) {
    if (error instanceof BusError) throw error;
    throw new BusError(`${what} failed: ${summarizeError(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

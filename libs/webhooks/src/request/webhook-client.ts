import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent as PlainAgent, request as requestPlain, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as requestTls } from 'node:https';
import { performance } from 'node:perf_hooks';
import { Settings } from '#platform';
import { AddressNotAllowed, AddressPolicy } from './address-policy.js';
import { nameError, nameStatus, type DeliveryResult } from './delivery-result.js';
import { addressOf, isPlain } from './endpoint-url.js';
import { parseRetryAfter } from './retry-after.js';
import { signMessage, type SignedMessage } from './signature.js';

/** The bytes of an answer that are read, so that its connection can be used again. */
const MAX_ANSWER_BYTES = 65_536;
/** Milliseconds in which an answer has to end for its connection to be used again. */
const MAX_DRAIN_MS = 1_000;
/** Milliseconds. A shorter time than that after which servers close idle connections. */
const IDLE_MS = 4_000;
const MAX_IDLE_SOCKETS = 64;

/** A delivery to one endpoint. */
export interface Delivery {
  url: string;
  message: SignedMessage;
  /** The secrets of the endpoint that sign. */
  secrets: readonly string[];
}

/** No key of this process opens the secret of the endpoint, so nothing can be signed. */
const SECRET_UNAVAILABLE: DeliveryResult = {
  status: null,
  error: 'secret_unavailable',
  durationMs: 0,
  retryAfterMs: null,
};

/** Why an attempt was ended. */
const TIMEOUT = 'timeout';

/** The connection broke before an answer came, and it had been used before. */
class StaleConnection extends Error {}

/**
 * Posts deliveries. It follows no redirect, reads a bounded part of the answer in a bounded time,
 * and connects to allowed addresses only. It keeps connections open for the next delivery.
 */
@Injectable()
export class WebhookClient implements OnApplicationShutdown {
  private readonly agents = {
    plain: new PlainAgent({ keepAlive: true, timeout: IDLE_MS, maxFreeSockets: MAX_IDLE_SOCKETS }),
    tls: new TlsAgent({ keepAlive: true, timeout: IDLE_MS, maxFreeSockets: MAX_IDLE_SOCKETS }),
  };
  private readonly attempts = new Set<AbortController>();
  private readonly timeoutMs: number;

  constructor(
    private readonly addresses: AddressPolicy,
    settings: Settings,
  ) {
    this.timeoutMs = settings.webhooks.timeoutSeconds * 1000;
  }

  /** Ends all attempts that are under way. */
  abort(): void {
    for (const controller of this.attempts) controller.abort();
  }

  onApplicationShutdown(): void {
    this.agents.plain.destroy();
    this.agents.tls.destroy();
  }

  /**
   * Makes one attempt. A kept connection that the endpoint has closed meanwhile is no failure of
   * the endpoint, so the attempt is made again on a new one.
   */
  async post(delivery: Delivery): Promise<DeliveryResult> {
    if (delivery.secrets.length === 0) return SECRET_UNAVAILABLE;
    const startedAt = performance.now();
    const attempt = new AbortController();
    this.attempts.add(attempt);
    const timer = setTimeout(() => attempt.abort(TIMEOUT), this.timeoutMs);
    const end = (result: Omit<DeliveryResult, 'durationMs'>): DeliveryResult => ({
      ...result,
      durationMs: Math.round(performance.now() - startedAt),
    });
    try {
      return end(describeAnswer(await this.sendTwice(delivery, attempt.signal)));
    } catch (error) {
      const isLate = attempt.signal.reason === TIMEOUT;
      return end({
        status: null,
        error: isLate ? 'timeout' : nameError(error),
        retryAfterMs: null,
      });
    } finally {
      clearTimeout(timer);
      this.attempts.delete(attempt);
    }
  }

  private async sendTwice(delivery: Delivery, signal: AbortSignal): Promise<IncomingMessage> {
    try {
      return await this.send(delivery, signal);
    } catch (error) {
      if (error instanceof StaleConnection) return this.send(delivery, signal);
      throw error;
    }
  }

  private async send(
    { url: text, message, secrets }: Delivery,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const url = new URL(text);
    const plain = isPlain(url);
    const address = addressOf(url);
    // A connection to a numeric address asks no `lookup`.
    if (address !== null && !this.addresses.allows(address, plain)) {
      throw new AddressNotAllowed('The address is not allowed.');
    }
    const options = {
      method: 'POST',
      agent: plain ? this.agents.plain : this.agents.tls,
      lookup: this.addresses.createLookup(plain),
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': 'Tripstream-Webhooks/1',
        ...signMessage(message, secrets),
      },
    };
    return new Promise<IncomingMessage>((resolve, reject) => {
      const sent = plain ? requestPlain(url, options) : requestTls(url, options);
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = sent.reusedSocket && error.code === 'ECONNRESET';
        reject(isStale ? new StaleConnection() : error);
      });
      // Without this, Node closes the connection of an answer 101 and reports neither it nor an error.
      sent.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve(answer);
      });
      sent.on('response', (answer) => {
        drain(answer, () => {
          resolve(answer);
        });
      });
      sent.end(message.body);
    });
  }
}

/**
 * Reads an answer to its end, so that its connection can be used again; one that is too long or too
 * slow is cut off. The status counts in any case.
 */
function drain(answer: IncomingMessage, ended: () => void): void {
  let bytes = 0;
  const timer = setTimeout(() => answer.destroy(), MAX_DRAIN_MS);
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) answer.destroy();
  });
  answer.on('error', () => undefined);
  answer.on('close', () => {
    clearTimeout(timer);
    ended();
  });
}

function describeAnswer(answer: IncomingMessage): Omit<DeliveryResult, 'durationMs'> {
  const status = answer.statusCode ?? 0;
  const isBusy = status === 429 || status === 503;
  const retryAfter = answer.headers['retry-after'];
  return {
    status,
    error: nameStatus(status),
    retryAfterMs: isBusy ? parseRetryAfter(retryAfter, Date.now()) : null,
  };
}

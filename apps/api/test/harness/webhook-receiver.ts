import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '#testing';

/** A message as a partner's server gets it. */
export interface ReceivedWebhook {
  id: string;
  /** Seconds since 1970. */
  timestamp: number;
  signature: string;
  /** As it came, because its signature covers the bytes. */
  text: string;
  body: { type: string; timestamp: string; subject: string; data: Record<string, unknown> };
  headers: IncomingMessage['headers'];
  /** What the receiver has answered. */
  status: number;
}

/** What the receiver does with a message: a status with headers, or anything else by itself. */
export type WebhookAnswer =
  | number
  | { status: number; headers?: Record<string, string> }
  | ((response: ServerResponse) => void);

type Decide = (message: ReceivedWebhook) => WebhookAnswer | Promise<WebhookAnswer>;

/** The server of a partner, which records what it gets. */
export class WebhookReceiver {
  /** Every message, in the order in which they were answered. */
  readonly received: ReceivedWebhook[] = [];

  private constructor(
    private readonly server: Server,
    /** How it answers; changed by a test while it runs. */
    public decide: Decide,
  ) {}

  static async start(decide: Decide = () => 204, port = 0): Promise<WebhookReceiver> {
    const server = createServer((request, response) => {
      receiver.handle(request, response).catch(() => response.destroy());
    });
    const receiver = new WebhookReceiver(server, decide);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** The messages with a 2xx answer. */
  get accepted(): ReceivedWebhook[] {
    return this.received.filter(({ status }) => status >= 200 && status < 300);
  }

  /** Waits for as many accepted messages. */
  async accepts(count: number): Promise<ReceivedWebhook[]> {
    await until(`${count} deliveries`, () => this.accepted.length >= count);
    return this.accepted;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const message: ReceivedWebhook = {
      id: String(request.headers['webhook-id']),
      timestamp: Number(request.headers['webhook-timestamp']),
      signature: String(request.headers['webhook-signature']),
      text,
      body: JSON.parse(text) as ReceivedWebhook['body'],
      headers: request.headers,
      status: 0,
    };
    const answer = await this.decide(message);
    message.status = typeof answer === 'number' ? answer : 'status' in answer ? answer.status : 200;
    this.received.push(message);
    if (typeof answer === 'function') answer(response);
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(answer.status, answer.headers).end();
  }
}

/**
 * Verifies a message as the specification of Standard Webhooks says, apart from the code that signs.
 *
 * @returns the number of signatures in the header that a secret has made
 */
export function countSignatures(message: ReceivedWebhook, secret: string): number {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const hmac = createHmac('sha256', key);
  hmac.update(`${message.id}.${message.timestamp}.${message.text}`);
  const expected = hmac.digest();
  return message.signature.split(' ').filter((part) => {
    const [version, signature = ''] = part.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  }).length;
}

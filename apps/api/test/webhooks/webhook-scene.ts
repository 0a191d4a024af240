import type { CreatedWebhookEndpoint, WebhookAttempts, WebhookEndpoint } from '#contracts';
import {
  expectOk,
  signUp,
  startTestServer,
  WebhookReceiver,
  type Person,
  type TestServer,
} from '#api-harness';
import { until } from '#testing';

/** Loopback is not public, so it has to be allowed; retries follow each other fast. */
const WEBHOOK_SETTINGS = {
  WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
  WEBHOOK_RETRY_SECONDS: '0.05,0.05,0.05,0.05,0.05,0.05',
};

/** A server, an operator, and a receiver for each test. */
export class WebhookScene {
  private constructor(
    readonly server: TestServer,
    readonly ops: Person,
    readonly receivers: WebhookReceiver[] = [],
  ) {}

  static async start(overrides: Record<string, string> = {}): Promise<WebhookScene> {
    const server = await startTestServer({ ...WEBHOOK_SETTINGS, ...overrides });
    return new WebhookScene(server, await signUp(server, 'ops', 'Olga'));
  }

  async receiver(
    ...parameters: Parameters<typeof WebhookReceiver.start>
  ): Promise<WebhookReceiver> {
    const receiver = await WebhookReceiver.start(...parameters);
    this.receivers.push(receiver);
    return receiver;
  }

  register(
    { url }: { url: string },
    request: Record<string, unknown> = {},
  ): Promise<CreatedWebhookEndpoint> {
    return expectOk(this.ops.post('/v1/ops/webhooks', { url, events: ['*'], ...request }));
  }

  /** The command of an operator about an endpoint. */
  act<T = WebhookEndpoint>(id: string, action: string, body?: unknown): Promise<T> {
    return expectOk<T>(this.ops.post<T>(`/v1/ops/webhooks/${id}/${action}`, body));
  }

  find(id: string): Promise<WebhookEndpoint> {
    return expectOk(this.ops.get(`/v1/ops/webhooks/${id}`));
  }

  async log(id: string, query = ''): Promise<WebhookAttempts['attempts']> {
    const path = `/v1/ops/webhooks/${id}/deliveries?limit=100${query}`;
    return (await expectOk<WebhookAttempts>(this.ops.get(path))).attempts;
  }

  /** Waits until an endpoint has the state. */
  reaches(id: string, state: WebhookEndpoint['state']): Promise<WebhookEndpoint> {
    return until(`${id} is ${state}`, async () => {
      const endpoint = await this.find(id);
      return endpoint.state === state ? endpoint : undefined;
    });
  }

  /** Waits until nothing waits for delivery to an endpoint. */
  async drains(id: string): Promise<void> {
    await until(`${id} has everything`, async () => (await this.find(id)).pendingEvents === 0);
  }

  /** Removes what one test has made. */
  async clear(): Promise<void> {
    const { endpoints } = await expectOk<{ endpoints: WebhookEndpoint[] }>(
      this.ops.get('/v1/ops/webhooks'),
    );
    for (const { id } of endpoints) await expectOk(this.ops.delete(`/v1/ops/webhooks/${id}`));
    await Promise.all(this.receivers.splice(0).map((receiver) => receiver.close()));
  }

  async close(): Promise<void> {
    await Promise.all(this.receivers.map((receiver) => receiver.close()));
    await this.server.drop();
  }
}

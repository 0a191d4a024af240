import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Metrics, Settings, SettingsError } from '#platform';

const MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
/** The most scrapers that are connected at the same time. */
const MAX_CONNECTIONS = 32;
const TIME_LIMIT_MS = 10_000;

/**
 * Serves the metrics on a port of their own (`METRICS_PORT`), which an operator doesn't publish.
 * Without that setting the API serves them at `/metrics`.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Metrics');
  private readonly server = createServer(
    { requestTimeout: TIME_LIMIT_MS, connectionsCheckingInterval: 1000 },
    ({ url, method = '' }, response) => {
      if (url === '/metrics' && /^(GET|HEAD)$/.test(method)) void this.answer(response);
      else response.writeHead(404).end();
    },
  );

  constructor(
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.setTimeout(TIME_LIMIT_MS);
  }

  /** @throws SettingsError when the port or the address can't be used */
  async onApplicationBootstrap(): Promise<void> {
    const { metricsHost, metricsPort } = this.settings.http;
    if (metricsPort === undefined) return;
    this.server.listen(metricsPort, metricsHost);
    try {
      await once(this.server, 'listening');
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      const place = `${metricsHost} port ${metricsPort}`;
      throw new SettingsError(`METRICS_PORT: the server can't listen on ${place} (${code}).`);
    }
    const { address, port } = this.server.address() as AddressInfo;
    const host = address.includes(':') ? `[${address}]` : address;
    this.logger.log(`The metrics are at http://${host}:${port}/metrics`);
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(response: ServerResponse): Promise<void> {
    try {
      const bytes = await this.metrics.render();
      response.writeHead(200, { 'Content-Type': MEDIA_TYPE }).end(bytes);
    } catch (error) {
      this.logger.error(error);
      response.writeHead(500).end();
    }
  }
}

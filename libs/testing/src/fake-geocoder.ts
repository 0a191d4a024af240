import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the fake has received. */
export interface GeocoderRequest {
  path: string;
  parameters: Record<string, string>;
  userAgent: string | undefined;
}

/** A geocoder on loopback, which answers what a test tells it to. */
export class FakeGeocoder {
  readonly requests: GeocoderRequest[] = [];
  /** Requests whose connection ended before the answer did. */
  aborted = 0;
  answer: RequestListener = answerJson({ features: [] });
  private readonly server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const parameters = Object.fromEntries(url.searchParams);
    this.requests.push({
      path: url.pathname,
      parameters,
      userAgent: request.headers['user-agent'],
    });
    response.on('close', () => {
      if (!response.writableFinished) this.aborted += 1;
    });
    this.answer(request, response);
  });

  async start(port = 0): Promise<this> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}

/** @returns a listener that answers a JSON document */
export const answerJson =
  (document: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document));
  };

/** A feature as Photon sends it. */
export const photonFeature = (
  { lat, lng }: { lat: number; lng: number },
  properties: Record<string, unknown>,
) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [lng, lat] },
  properties: { osm_type: 'N', osm_id: 1, country: 'United States', ...properties },
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchAnswer } from '../http/fetch-answer.js';
import { EmbeddedPostgres } from '#embedded-postgres';
import { ApiProcess } from '#simulation';
import { PAGE_ORIGIN, type Peer } from './peer.js';
import { writeCertificate } from './certificate.js';

const CALL_MS = 10_000;
const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };

/**
 * The server of this repository with a rider's stream. A ride is requested and cancelled in turn.
 *
 * @param isProxied whether a proxy is in front of it, which speaks TLS; else the server does
 */
export async function startTripstream(isProxied: boolean): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'tripstream-conformance-'));
  const postgres = await EmbeddedPostgres.start({ dataDir: join(folder, 'database') });
  const certificate = isProxied ? undefined : await writeCertificate(folder);
  const server = await ApiProcess.start({
    environment: {
      NODE_ENV: 'production',
      AUTH_MODE: 'demo',
      DATABASE_URL: postgres.url,
      CORS_ORIGINS: PAGE_ORIGIN,
      ...(certificate
        ? { TLS_CERT_FILE: certificate.certFile, TLS_KEY_FILE: certificate.keyFile }
        : { TRUST_PROXY: '127.0.0.1' }),
    },
  });
  const rider = await RiderCalls.signUp(server.url);
  return {
    url: `${server.url}/v1/riders/me/stream`,
    token: rider.token,
    trigger: () => rider.requestOrCancel(),
    ended: await rider.endedStream(),
    knowsCors: true,
    stop: async () => {
      await server.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The requests of one rider. */
class RiderCalls {
  private tripId: string | undefined;

  private constructor(
    private readonly origin: string,
    readonly token: string,
  ) {}

  static async signUp(origin: string): Promise<RiderCalls> {
    const body = { role: 'rider', name: 'Ada' };
    const { token } = await new RiderCalls(origin, '').call<{ token: string }>(
      '/v1/sessions',
      body,
    );
    return new RiderCalls(origin, token);
  }

  async requestOrCancel(): Promise<void> {
    if (this.tripId === undefined) {
      this.tripId = (await this.call<{ id: string }>('/v1/trips', { pickup, dropoff })).id;
    } else {
      await this.call(`/v1/trips/${this.tripId}/cancel`, { reason: 'Plans changed' });
      this.tripId = undefined;
    }
  }

  /** The path of the stream of a trip that has ended, with the cursor after its last event. */
  async endedStream(): Promise<string> {
    await this.requestOrCancel();
    const path = `/v1/trips/${this.tripId ?? ''}/stream`;
    await this.requestOrCancel();
    const { cursor } = await this.call<{ cursor: string }>(path);
    return `${path}?cursor=${cursor}`;
  }

  private async call<Result>(path: string, body?: object): Promise<Result> {
    const target = {
      url: new URL(path, this.origin),
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
      },
      insecure: true,
    };
    const method = body ? 'POST' : 'GET';
    const request = { method, body: body && JSON.stringify(body), timeoutMs: CALL_MS };
    const { status, text } = await fetchAnswer(target, request);
    if (status >= 300) throw new Error(`${path} was answered with ${status}: ${text}`);
    return JSON.parse(text) as Result;
  }
}

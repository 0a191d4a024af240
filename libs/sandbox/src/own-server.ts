import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { Readable } from 'node:stream';
import { DemoIssuer } from '#access';
import { TripstreamApi } from '#client';
import { Settings } from '#platform';

/** Enough for a database that is away for a minute. */
const MAX_ATTEMPTS = 20;
/** The addresses of a server that listens at every address, and one at which it can be reached. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The public API of the own server, with the driver's token. */
export interface DriverConnection {
  api: TripstreamApi;
  baseUrl: string;
  getToken: () => Promise<string>;
  fetch?: typeof fetch;
}

/** The public API of the server that this process runs, over a connection like a client's. */
@Injectable()
export class OwnServer {
  private readonly isSecure: boolean;

  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly issuer: DemoIssuer,
    settings: Settings,
  ) {
    this.isSecure = settings.http.tlsCertFile !== undefined;
  }

  /** @param user the driver; a new token is made whenever one is needed */
  connect(
    { id, name }: { id: string; name: string },
    maxAttempts = MAX_ATTEMPTS,
  ): DriverConnection {
    const baseUrl = this.origin;
    const fetch = this.isSecure ? fetchOwn : undefined;
    const getToken = async (): Promise<string> =>
      (await this.issuer.issue({ id, role: 'driver', name })).token;
    const api = new TripstreamApi({ baseUrl, getToken, fetch, maxAttempts });
    return { api, baseUrl, getToken, fetch };
  }

  private get origin(): string {
    const server = this.adapters.httpAdapter.getHttpServer() as Server;
    const { address, port, family } = server.address() as AddressInfo;
    const host = ANY_ADDRESS[address] ?? address;
    const scheme = this.isSecure ? 'https' : 'http';
    return `${scheme}://${family === 'IPv6' || host.includes(':') ? `[${host}]` : host}:${port}`;
  }
}

/**
 * Sends a request to the own socket over TLS. Its certificate is for a name and not for this
 * address, and is often self-signed, so it isn't verified: no other process has the socket.
 */
function fetchOwn(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
  const url = input instanceof Request ? input.url : String(input);
  const { method = 'GET', headers, body, signal } = init;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      url,
      {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        rejectUnauthorized: false,
        ...(signal && { signal }),
      },
      (answer) => {
        const { statusCode: status = 500 } = answer;
        const hasBody = status !== 204 && status !== 304;
        const content = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null;
        if (!hasBody) answer.resume();
        const received = new Headers();
        for (const [name, value] of Object.entries(answer.headers)) {
          if (value !== undefined) received.set(name, String(value));
        }
        resolve(new Response(content, { status, headers: received }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
